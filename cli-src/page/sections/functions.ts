import { asTable, chart, legend, note, section, table } from './parts';
import type { FunctionFigures } from '../../figures/functions';
import { OUTCOMES, hasFailed, sumOf } from '../../figures/outcome';
import { memoryChart } from '../charts/memory';
import { rangesChart } from '../charts/ranges';
import { drawn } from '../charts/render';
import { count, counted, duration, megabytes, percent } from '../format';
import { Html, html } from '../html';

/** Rows of a chart, and of a table. */
export const MAX_ROWS = { chart: 15, table: 100 } as const;

/** A function with its name as it is shown. */
export type Named = FunctionFigures & { readonly shown: string };

/** Durations of invocations, by function. */
export async function durationsSection(functions: readonly Named[]): Promise<Html> {
  const measured = functions.filter(({ durations }) => durations.count > 0);
  if (measured.length === 0) return section('durations', 'Duration', html`<p>No invocation with a duration was read.</p>`);
  const slowest = [...measured].sort((a, b) => b.durations.quantile(0.99) - a.durations.quantile(0.99)).slice(0, MAX_ROWS.chart);
  const picture = rangesChart(slowest.map(({ shown, durations }) => ({
    name: shown, low: durations.quantile(0.5), middle: durations.quantile(0.9), high: durations.quantile(0.99),
    label: duration(durations.quantile(0.99)),
  })), ['p50', 'p90', 'p99'], `Chart of the duration of invocations by function: ${slowest.map(({ shown, durations }) => (
    `${shown} half within ${duration(durations.quantile(0.5))}, 99 % within ${duration(durations.quantile(0.99))}`)).join('; ')}.`);
  return section('durations', 'Duration by function', html`${chart(
    await drawn(picture), 'Half, 90 % and 99 % of the invocations took no longer, on a logarithmic axis. The duration includes the hold: the time for which extensions kept the invocation open.',
    legend([{ mark: 'c-accent', text: 'p50', isDot: true }, { mark: 'c-accent', text: 'p90', isDot: true, isSmall: true }, { mark: 'c-hollow', text: 'p99', isDot: true }]),
  )}
${asTable(table('Invocations and their durations, by function', [
  { title: 'Function', cell: ({ shown }) => shown },
  { title: 'Invocations', isNumber: true, cell: ({ outcomes }) => count(sumOf(outcomes)) },
  { title: 'Failed', isNumber: true, cell: ({ outcomes }) => count(OUTCOMES.filter(hasFailed).reduce((sum, outcome) => sum + outcomes[outcome], 0)) },
  { title: 'Error lines', isNumber: true, cell: ({ errorLines }) => count(errorLines) },
  ...([['p50', 0.5], ['p90', 0.9], ['p99', 0.99], ['longest', 1]] as const).map(([title, share]) => (
    { title, isNumber: true, cell: ({ durations }: Named) => duration(durations.quantile(share)) })),
  { title: 'Hold p50', isNumber: true, cell: ({ holds }) => duration(holds.quantile(0.5)) },
  { title: 'Hold p99', isNumber: true, cell: ({ holds }) => duration(holds.quantile(0.99)) },
  { title: 'Billed', isNumber: true, cell: ({ billedMs }) => duration(billedMs) },
], functions.slice(0, MAX_ROWS.table)))}
${cut(measured.length, functions.length)}
${note(measured.some(({ durations }) => durations.count > 500) && 'Percentiles of more than 500 invocations are exact to half a percent.')}`);
}

/** Memory that invocations used, by function. */
export async function memorySection(functions: readonly Named[]): Promise<Html> {
  const measured = functions.filter(({ memory, memorySizeMB }) => memory.count > 0 && memorySizeMB > 0);
  if (measured.length === 0) return section('memory', 'Memory', html`<p>No report with memory was read.</p>`);
  const tightest = [...measured].sort((a, b) => b.memory.max / b.memorySizeMB - a.memory.max / a.memorySizeMB).slice(0, MAX_ROWS.chart);
  const picture = memoryChart(tightest.map(({ shown, memory, memorySizeMB }) => (
    { name: shown, median: memory.quantile(0.5), most: memory.max, size: memorySizeMB })),
  `Chart of memory by function: ${tightest.map(({ shown, memory, memorySizeMB }) => `${shown} uses up to ${megabytes(memory.max)} of ${megabytes(memorySizeMB)}`).join('; ')}.`);
  return section('memory', 'Memory by function', html`${chart(
    await drawn(picture), 'Memory of the whole environment, extensions included, as Lambda reports it.',
    legend([{ mark: 'c-accent', text: 'used at most' }, { mark: 'c-mark', text: 'median' }, { mark: 'c-soft', text: 'configured' }]),
  )}
${asTable(table('Memory of each function', [
  { title: 'Function', cell: ({ shown }) => shown },
  ...([['p50', 0.5], ['p90', 0.9], ['p99', 0.99], ['most', 1]] as const).map(([title, share]) => (
    { title, isNumber: true, cell: ({ memory }: Named) => megabytes(memory.quantile(share)) })),
  { title: 'Configured', isNumber: true, cell: ({ memorySizeMB }) => megabytes(memorySizeMB) },
  { title: 'Used', isNumber: true, cell: ({ memory, memorySizeMB }) => percent(memory.max, memorySizeMB) },
], measured.slice(0, MAX_ROWS.table)))}
${cut(measured.length, measured.length)}`);
}

/** Invocations that waited for an init phase, or for a restore from a snapshot. */
export async function coldStartsSection(functions: readonly Named[]): Promise<Html> {
  const cold = functions.filter(({ inits }) => inits.count > 0).sort((a, b) => b.inits.max - a.inits.max);
  const failed = functions.filter(({ failedInits }) => failedInits > 0);
  const failures = note(failed.length > 0 && `Init phases that failed: ${failed.map(({ shown, failedInits }) => `${shown} ${count(failedInits)}`).join(', ')}.`);
  if (cold.length === 0) return section('cold-starts', 'Cold starts', html`<p>No invocation waited for an init phase.</p>${failures}`);
  const shown = cold.slice(0, MAX_ROWS.chart);
  const share = ({ inits, outcomes }: Named) => `${count(inits.count)} of ${count(sumOf(outcomes))}`;
  const picture = rangesChart(shown.map((one) => (
    { name: one.shown, low: one.inits.quantile(0.5), middle: one.inits.quantile(0.9), high: one.inits.max, label: `${duration(one.inits.max)} · ${share(one)}` })),
  ['p50', 'p90', 'longest'], `Chart of the init durations by function: ${shown.map((one) => `${one.shown} up to ${duration(one.inits.max)}, ${share(one)} invocations`).join('; ')}.`);
  return section('cold-starts', 'Cold starts', html`${chart(
    await drawn(picture), 'How long an invocation waited for the init phase or for a restore from a snapshot, on a logarithmic axis, and how many did.',
    legend([{ mark: 'c-accent', text: 'p50', isDot: true }, { mark: 'c-accent', text: 'p90', isDot: true, isSmall: true }, { mark: 'c-hollow', text: 'longest', isDot: true }]),
  )}
${asTable(table('Cold starts of each function', [
  { title: 'Function', cell: (one) => one.shown },
  { title: 'Cold starts', isNumber: true, cell: ({ inits }) => count(inits.count) },
  { title: 'Of invocations', isNumber: true, cell: ({ inits, outcomes }) => percent(inits.count, sumOf(outcomes)) },
  ...([['p50', 0.5], ['p90', 0.9], ['longest', 1]] as const).map(([title, of]) => ({ title, isNumber: true, cell: ({ inits }: Named) => duration(inits.quantile(of)) })),
  { title: 'Failed inits', isNumber: true, cell: ({ failedInits }) => count(failedInits) },
], cold.slice(0, MAX_ROWS.table)))}
${cut(cold.length, cold.length)}${failures}`);
}

function cut(inChart: number, inTable: number): Html | undefined {
  const parts = [
    inChart > MAX_ROWS.chart && `the picture shows ${MAX_ROWS.chart} of ${counted(inChart, 'function')}`,
    inTable > MAX_ROWS.table && `the table shows ${MAX_ROWS.table} of ${counted(inTable, 'function')}`,
  ].filter((part) => part !== false);
  return note(parts.length > 0 && `Cut: ${parts.join('; ')}.`);
}
