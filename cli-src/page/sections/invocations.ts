import { asTable, chart, legend, note, section, table } from './parts';
import type { Figures } from '../../figures/figures';
import { OUTCOMES, sumOf } from '../../figures/outcome';
import type { Outcome } from '../../figures/outcome';
import { intervalsOfTable, overTimeChart } from '../charts/over-time';
import { drawn } from '../charts/render';
import { count, counted, dateTime, duration } from '../format';
import { Html, html } from '../html';

/** Outcomes as people say them. `failure`: Lambda's word for a runtime or an extension that failed. */
export const OUTCOME_NAMES: Readonly<Record<Outcome, string>> = {
  success: 'success', error: 'error', timeout: 'timeout', failure: 'failure of the environment', unknown: 'unknown',
};

/** Invocations over time, by outcome. */
export async function invocationsSection({ invocations, overTime, fragments, sampled, completeness: { omittedRequests } }: Figures): Promise<Html> {
  const present = OUTCOMES.filter((outcome) => invocations[outcome] > 0);
  const { intervals, width } = intervalsOfTable(overTime);
  const words = present.map((outcome) => `${count(invocations[outcome])} ${OUTCOME_NAMES[outcome]}`).join(', ');
  const rows = intervals.filter(({ counts }) => sumOf(counts) > 0);
  const content = intervals.length === 0 ? html`<p>No invocation was read.</p>` : html`${chart(
    await drawn(overTimeChart(overTime, `Bar chart of invocations over time, by outcome: ${words}. The table beneath has all figures.`)),
    `By the time at which they started, in UTC. Each bar of the wide picture is ${duration(width)} long.`,
    legend(present.map((outcome) => ({ mark: `c-${outcome}`, text: `${OUTCOME_NAMES[outcome]} ${count(invocations[outcome])}` }))),
  )}
${asTable(table(`Invocations in intervals of ${duration(width)}, without empty ones (UTC)`, [
  { title: 'From', cell: ({ start }) => dateTime(start) },
  ...present.map((outcome) => ({ title: OUTCOME_NAMES[outcome], isNumber: true, cell: ({ counts }: typeof rows[number]) => count(counts[outcome]) })),
], rows))}`;
  return section('invocations', 'Invocations over time', html`${content}
${note(invocations.unknown > 0 && `Unknown: neither the end nor the report of ${counted(invocations.unknown, 'invocation')} was read. They ran when reading ended, or their environment was killed.`)}
${note(fragments > 0 && `Of ${counted(fragments, 'more invocation')} only log lines were read: they began or ended outside of what was read, and are not counted.`)}
${note((sampled > 0 || omittedRequests > 0) && `Sampling has left out ${counted(omittedRequests, 'whole invocation')}, which are in no figure of this page${sampled > 0 ? `; ${counted(sampled, 'invocation')} was kept by chance, for many` : ''}.`)}`);
}
