import Table from 'cli-table3';
import type { JsonReport } from './json-report';
import { millis } from './patterns-table';
import { SELECTION_HEAD, selectionRows } from './selection-table';
import { summaryOf } from './summary-table';
import type { Terminal } from '../../command-line/terminal';
import { LINE_BYTES, LINES_PER_INVOCATION } from '../environment/invocation';
import type { Budget } from '../results/budgets';
import { COLD_SHARE, cloudWatchDollars, dollarsOf } from '../results/dollars';
import { putUnitsBound } from '../results/figures';
import { PRICES_AS_OF, PRICES_REGION } from '../results/prices';
import type { Spread } from '../results/quartiles';
import type { BenchmarkResult, LeastHold, SubjectResult } from '../results/results';

const PRINTS = [printStartUps, printMemory, printCpu, printHolds, printPatterns, printPostAnswers, printWire, printSelection, printDollars];

/** Prints the results as tables. */
export function printReport(result: BenchmarkResult, { budgets }: JsonReport, terminal: Terminal): void {
  for (const [subject, one] of result.subjects) {
    terminal.heading(`${subject}${result.label ? `, ${result.label}` : ''}: medians, quartiles in brackets`);
    for (const print of PRINTS) print(one, result, terminal);
  }
  printSummary(result, terminal);
  printBudgets(budgets, terminal);
  const { machine, size, tookMs } = result;
  terminal.line(`  layer.zip ${kilobytes(size.layerZipBytes)} with ${size.nativeHosts} native hosts, its JavaScript ${kilobytes(size.bundleBytes)}, JavaScript of the naive extension ${kilobytes(size.naiveBundleBytes)}`);
  terminal.line(terminal.dim(`  ${machine.processors} × ${machine.model}, ${machine.arch}; ${Math.round(tookMs / 1_000)} s`));
}

function printSummary(result: BenchmarkResult, terminal: Terminal): void {
  terminal.heading('Side by side, medians');
  const { head, rows } = summaryOf(result);
  const table = tableOf(...head);
  for (const row of rows) table.push([...row]);
  terminal.line(table.toString());
  if (result.withoutGo !== undefined) terminal.line(`  The extension in Go was left out: ${result.withoutGo}`);
}

function printStartUps({ startUps, firstFlush }: SubjectResult, { cpuLimitedBy }: BenchmarkResult, terminal: Terminal): void {
  terminal.line(`Startup, ms. CPU shares are enforced by ${cpuLimitedBy}. The function initializes at the same time, in the same share`);
  const table = tableOf('CPU share', 'extension', 'registered', 'subscribed', 'ready', 'whole init', 'function init', 'first invocation');
  for (const { starter, speed, figures } of startUps) {
    const { registerMs, subscribeMs, readyMs, initMs, functionInitMs, firstInvocationMs } = figures;
    table.push([speed === 'full' ? 'whole machine' : `${speed} MB`, starter,
      ...[registerMs, subscribeMs, readyMs, initMs, functionInitMs, firstInvocationMs].map(withQuartiles)]);
  }
  terminal.line(table.toString());
  terminal.line(`  first flush over TLS, with the CPU share of 128 MB and Kinesis ${firstFlush.latencyMs} ms away, ms: ${withQuartiles(firstFlush.holdMs)}`);
}

function printMemory({ memory, longRun }: SubjectResult, _: BenchmarkResult, terminal: Terminal): void {
  terminal.line('Memory, MB: resident / proportional');
  const table = tableOf('extension', 'idle', 'after the first flush', 'after a number of 200-byte lines');
  for (const { contestant, idle, afterFirstFlush, underLoad } of memory) {
    const figure = ({ rssMB, pssMB }: typeof idle) => `${rssMB.median.toFixed(1)} / ${pssMB.median.toFixed(1)}`;
    const loads = underLoad.map(({ events, rssMB, pssMB }) => `${events.toLocaleString('en')}: ${rssMB.toFixed(1)} / ${pssMB.toFixed(1)}`);
    table.push([contestant, figure(idle), figure(afterFirstFlush), contestant === 'bare' ? 'no telemetry' : loads.join('\n')]);
  }
  terminal.line(table.toString());
  if (longRun.length > 0) {
    terminal.line(`  ours after each ${longRun[0].events.toLocaleString('en')} events of a long run, resident: ${longRun.map(({ rssMB }) => rssMB.toFixed(1)).join(', ')}`);
  }
}

function printCpu({ cpu, throughput }: SubjectResult, _: BenchmarkResult, terminal: Terminal): void {
  terminal.line('CPU time per event, µs');
  const table = tableOf('extension', 'log line', 'stream format', 'µs');
  for (const { contestant, format, recordBytes, streamFormat, microsPerEvent } of cpu) {
    table.push([contestant, `${format}, ${recordBytes.toLocaleString('en')} bytes`, streamFormat ?? '', microsPerEvent.toFixed(1)]);
  }
  terminal.line(table.toString());
  for (const { recordBytes, eventsPerSecond, mbPerSecond, limitedBy, extensionCpu } of throughput) {
    terminal.line(`  maximum throughput without loss, lines of ${recordBytes.toLocaleString('en')} bytes: ${eventsPerSecond.toLocaleString('en')} events/s, ${mbPerSecond.toFixed(1)} MB/s, `
      + `with ${(extensionCpu * 100).toFixed(0)} % of a processor; limited by the ${limitedBy}`);
  }
}

function printHolds({ holds, hang, leastHolds }: SubjectResult, _: BenchmarkResult, terminal: Terminal): void {
  const latencies = [...leastHolds.keys()];
  terminal.line('Hold of an invocation, ms, by additional latency of Kinesis');
  const table = tableOf('extension', 'traffic', ...latencies.map((latency) => `${latency} ms`));
  const rows = new Map(holds.map(({ contestant, strategy, shape }) => [[contestant, strategy, shape].join(), { contestant, strategy, shape }]));
  for (const { contestant, strategy, shape } of rows.values()) {
    const row = holds.filter((hold) => hold.contestant === contestant && hold.strategy === strategy && hold.shape === shape);
    table.push([[contestant, ...strategy ? [strategy] : []].join(', '), shape, ...latencies.map((latency) => {
      const hold = row.find(({ latencyMs }) => latencyMs === latency);
      return hold ? withQuartiles(hold.holdMs) : '';
    })]);
  }
  const least = (figure: keyof LeastHold) => latencies.map((latency) => withQuartiles(leastHolds.get(latency)![figure]));
  table.push(['bare sender, which makes one call', 'sparse', ...least('holdMs')], ['  the call alone', '', ...least('roundTripMs')]);
  terminal.line(table.toString());
  terminal.line(`  while Kinesis hangs: ${hang.meanHoldMs.toFixed(0)} ms, the mean of ${hang.invocations} invocations with a flush timeout of ${hang.flushTimeoutMs} ms`);
}

function printPatterns({ patterns, recovery, throttling }: SubjectResult, _: BenchmarkResult, terminal: Terminal): void {
  terminal.line('Hold of an invocation and delay of an event by traffic pattern, ms');
  const table = tableOf('traffic', 'strategy', 'invocations', 'hold: median, mean, p90', 'delay: median, p90, maximum', 'calls per invocation');
  for (const { pattern, strategy, invocations, holdMs, delayMs, callsPerInvocation } of patterns) {
    table.push([pattern, strategy, invocations, [holdMs.p50, holdMs.mean, holdMs.p90].map(millis).join(', '),
      [delayMs.p50, delayMs.p90, delayMs.max].map(millis).join(', '), callsPerInvocation.toFixed(2)]);
  }
  terminal.line(table.toString());
  terminal.line(`  after a denied call the stream is whole within ${recovery.invocationsUntilWhole} invocations, with at most ${recovery.copies} copies of an event`);
  terminal.line(`  throttled shard: ${kilobytes(throttling.sentBytes)} sent, ${kilobytes(throttling.acceptedBytes)} accepted`);
}

function printPostAnswers({ postAnswers }: SubjectResult, _: BenchmarkResult, terminal: Terminal): void {
  const { startUpMs, loadMs, idleMs } = postAnswers;
  terminal.line(`  longest answer to a POST of telemetry, ms: ${withQuartiles(startUpMs)} during startup, ${withQuartiles(loadMs)} under load; `
    + `${withQuartiles(idleMs)} of a process that only answers`);
}

function printWire({ wire }: SubjectResult, _: BenchmarkResult, terminal: Terminal): void {
  terminal.line('Records and bytes of 10,000 events of 200 bytes');
  const table = tableOf('extension', 'stream format', 'KB in the stream', 'PUT units', 'minimum of PUT units', 'calls', 'KB sent');
  for (const { contestant, format, bytes, putUnits, calls, wireBytes } of wire) {
    table.push([contestant, format, kilobytes(bytes), putUnits.toLocaleString('en'), putUnitsBound(bytes).toLocaleString('en'), calls, kilobytes(wireBytes)]);
  }
  terminal.line(table.toString());
}

function printSelection({ selection }: SubjectResult, _: BenchmarkResult, terminal: Terminal): void {
  terminal.line('Masks (all built-ins and three patterns), and a filter that leaves out nine of ten events');
  const table = tableOf(...SELECTION_HEAD);
  for (const row of selectionRows(selection)) table.push([...row]);
  terminal.line(table.toString());
  const longest = [...selection.hostileEvents].sort((a, b) => b.ms - a.ms);
  terminal.line(`  events of a megabyte that are made to take long, with rules of all kinds, ms: ${longest.map(({ record, ms }) => `${record} ${millis(ms)}`).join(', ')}`);
}

function printDollars(result: SubjectResult, _: BenchmarkResult, terminal: Terminal): void {
  terminal.line(`US dollars per million invocations with ${LINES_PER_INVOCATION} lines of ${LINE_BYTES} bytes and ${COLD_SHARE * 100} % cold starts (${PRICES_REGION}, ${PRICES_AS_OF})`);
  const table = tableOf('memory', 'traffic', 'extension', 'additional Lambda', 'PUT units', 'or on-demand', 'sum, provisioned');
  for (const { memorySizeMB, shape, contestant, lambda, putUnits, onDemand } of dollarsOf(result)) {
    table.push([`${memorySizeMB} MB`, shape, contestant, ...[lambda, putUnits, onDemand, lambda + putUnits].map((amount) => amount.toFixed(3))]);
  }
  terminal.line(table.toString());
  terminal.line(`  CloudWatch Logs costs ${cloudWatchDollars().toFixed(3)} for the same lines`);
}

function printBudgets(budgets: readonly Budget[], terminal: Terminal): void {
  terminal.heading('Budgets');
  const table = tableOf('figure', 'host', 'budget', 'measured', '');
  for (const { name, runtime, budget, measured, ok } of budgets) {
    table.push([name, runtime, budget.toLocaleString('en'), measured.toLocaleString('en'), ok ? terminal.good('✔') : terminal.bad('✘ missed')]);
  }
  terminal.line(table.toString());
}

function tableOf(...head: string[]) {
  return new Table({ head, style: { head: [], border: [], compact: true } });
}

function withQuartiles({ median, lower, upper, count }: Spread): string {
  if (Number.isNaN(median)) return '–';
  const digits = median < 10 ? 1 : 0;
  return count > 1 ? `${median.toFixed(digits)} (${lower.toFixed(digits)}–${upper.toFixed(digits)})` : median.toFixed(digits);
}

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1_024).toLocaleString('en')} KB`;
}
