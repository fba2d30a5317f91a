import { note, section, table } from './parts';
import type { DroppedRange, SequenceRange } from '../../../consumer-src';
import type { CompletenessFigures } from '../../figures/completeness';
import { bytes, count, counted } from '../format';
import { Html, html } from '../html';

const MAX_RANGES = 5;

/** What is missing, dropped and left out, by the sequence numbers of the events. */
export function completenessSection(figures: CompletenessFigures, nameOf: (source: string) => string): Html {
  const { environments, ended, begunBefore, missing, missingIn, dropped, droppedCount, omitted, omittedCount, duplicates } = figures;
  const { incomplete, moreIncomplete, droppedByLambda } = figures;
  const facts = [
    html`<li>${missing === 0 ? html`<strong class="good">No event is missing</strong>: every sequence number of ${counted(environments, 'environment')} was read, or is reported as dropped.`
      : html`<strong class="bad">${counted(missing, 'event')} missing</strong> in ${count(missingIn)} of ${counted(environments, 'environment')}: lost, or not in what was read (the extension sends again, so the newest may still come).`}</li>`,
    html`<li>${droppedCount === 0 ? 'No event was dropped.' : html`<strong class="bad">${counted(droppedCount, 'event')} dropped</strong>: the extension could not send them, and says so.`}</li>`,
    html`<li>${omittedCount === 0 ? 'No event was left out by a filter or by sampling.' : `${counted(omittedCount, 'event')} left out on purpose, by a filter or by sampling.`}</li>`,
    html`<li>${count(ended)} of ${counted(environments, 'environment')} ended, with a summary as their last event. The others may still run, or were killed.</li>`,
    begunBefore > 0 && html`<li>${counted(begunBefore, 'environment')} had begun before what was read, and ${begunBefore === 1 ? 'is' : 'are'} checked from the first event on.</li>`,
    duplicates > 0 && html`<li>${counted(duplicates, 'duplicate')} read, and counted once.</li>`,
    droppedByLambda > 0 && html`<li><strong class="bad">Lambda itself dropped ${counted(droppedByLambda, 'log record')}</strong> before the extension could take them (platform.logsDropped).</li>`,
  ];
  return section('completeness', 'Completeness', html`<ul>${facts}</ul>
${incomplete.length > 0 && table('Environments that miss events', [
  { title: 'Environment', cell: ({ environment }) => html`<span class="id">${environment}</span>` },
  { title: 'Function', cell: ({ source }) => nameOf(source) },
  { title: 'Read', isNumber: true, cell: ({ received }) => count(received) },
  { title: 'Missing', isNumber: true, cell: (one) => count(one.missing) },
  { title: 'Missing numbers', cell: ({ gaps }) => ranges(gaps) },
  { title: 'Dropped', isNumber: true, cell: (one) => count(one.droppedCount) },
  { title: 'Dropped numbers', cell: (one) => ranges(one.dropped) },
  { title: 'Unexplained', isNumber: true, cell: ({ unexplained }) => count(unexplained) },
  { title: 'Ended', cell: (one) => one.ended ? 'yes' : 'no' },
], incomplete)}
${note(moreIncomplete > 0 && `Cut: ${counted(moreIncomplete, 'more environment')}, with fewer missing events.`)}
${dropped.length > 0 && table('Dropped events by reason', [
  { title: 'Reason', cell: ({ reason }) => reason },
  { title: 'Ranges', isNumber: true, cell: (one) => count(one.ranges) },
  { title: 'Events', isNumber: true, cell: ({ events }) => count(events) },
], dropped)}
${omitted.length > 0 && table('Events left out on purpose, by rule', [
  { title: 'Rule', cell: ({ rule }) => rule },
  { title: 'By', cell: ({ reason }) => reason },
  { title: 'Events', isNumber: true, cell: (one) => count(one.count) },
  { title: 'Size', isNumber: true, cell: (one) => bytes(one.bytes) },
], omitted)}`);
}

function ranges(all: readonly (SequenceRange | DroppedRange)[]): string {
  const shown = all.slice(0, MAX_RANGES).map((range) => `${range.first === range.last ? range.first : `${range.first}–${range.last}`}${'reason' in range ? ` (${range.reason})` : ''}`);
  return `${shown.join(', ')}${all.length > MAX_RANGES ? `, and ${count(all.length - MAX_RANGES)} more` : ''}`;
}
