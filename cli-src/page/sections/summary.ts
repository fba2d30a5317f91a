import type { FunctionFigures } from '../../figures/functions';
import { OUTCOMES, hasFailed, sumOf } from '../../figures/outcome';
import { count, counted, percent } from '../format';
import { Html, html } from '../html';
import type { ReportData } from '../report-data';

/** The figures that one looks at first. */
export function summary({ figures, sources }: ReportData): Html {
  const { invocations, functions, completeness: { missing, missingIn, environments, droppedCount, omittedCount } } = figures;
  const all = sumOf(invocations);
  const failed = OUTCOMES.filter(hasFailed).reduce((total, outcome) => total + invocations[outcome], 0);
  const colds = sum(functions, ({ inits }) => inits.count);
  const errorLines = sum(functions, (one) => one.errorLines);
  const notes = [droppedCount > 0 && `${count(droppedCount)} dropped`, omittedCount > 0 && `${count(omittedCount)} left out on purpose`].filter((one) => one !== false);
  return html`<dl class="tiles">
${tile('Invocations', count(all), `of ${counted(functions.length, 'function')}`)}
${tile('Failed', count(failed), all === 0 ? '' : `${percent(failed, all)} of all`, failed > 0 ? 'bad' : undefined)}
${tile('Error lines', count(errorLines), 'of level error or fatal')}
${tile('Cold starts', count(colds), all === 0 ? '' : `${percent(colds, all)} of invocations`)}
${tile('Events', count(figures.events), `of ${counted(environments, 'environment')}`)}
${tile('Missing events', count(missing), missing > 0 ? `in ${counted(missingIn, 'environment')}` : notes.join(', ') || 'every number is there', missing > 0 ? 'bad' : 'good')}
</dl>
${sources.isInterrupted && html`<p class="note bad">Reading was ended before all was read: the figures are of a part.</p>`}`;
}

function tile(name: string, value: string, more: string, colour?: 'good' | 'bad'): Html {
  return html`<div class="tile"><dt>${name}</dt><dd><div class="value${colour === undefined ? '' : ` ${colour}`}">${value}</div><div class="more">${more}</div></dd></div>`;
}

function sum(functions: readonly FunctionFigures[], of: (one: FunctionFigures) => number): number {
  return functions.reduce((total, one) => total + of(one), 0);
}
