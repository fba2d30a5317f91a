import Table from 'cli-table3';
import { median } from '../../benchmark/results/quartiles';
import { Terminal } from '../../command-line/terminal';
import { isNodeRuntime } from '../../simulator';
import { BUFFERING_TIMEOUT } from '../../src/settings/settings';
import { DeployedFunction } from '../template/deployment';
import { FinishedInvocation } from '../traffic/traffic';
import { DemoResult, isComplete, missingEvents, problemsOf, undelivered } from '../verdict/demo-result';

const MAX_SHOWN_PROBLEMS = 20;

/** Prints the results of the demo. */
export function printReport(result: DemoResult, terminal: Terminal): void {
  printFunctions(result, terminal);
  printTimes(result, terminal);
  printVerdict(result, terminal);
  if (isComplete(result)) printNextSteps(terminal);
}

function printFunctions(result: DemoResult, terminal: Terminal): void {
  terminal.heading('Functions');
  const table = new Table({
    head: ['Function', 'Invocations', 'Events', 'Delivered', 'Missing', 'Duplicates', 'Median\nhold', 'Cold start\n(bare)'],
    style: { head: [], border: [] },
  });
  for (const fn of result.functions) table.push(functionRow(fn, result, terminal));
  terminal.line(table.toString());
}

function functionRow(fn: DeployedFunction, result: DemoResult, terminal: Terminal): string[] {
  const runs = result.runs.filter((run) => run.fn === fn);
  const invocations = runs.flatMap((run) => run.invocations);
  const counts = runs.flatMap((run) => run.expectations).map(({ id }) => result.verdict.perExpectation.get(id));
  const sum = (field: 'delivered' | 'missing' | 'duplicated') => counts.reduce((total, count) => total + (count?.[field] ?? 0), 0);
  const missing = sum('missing');
  return [
    `${terminal.bold(fn.title)}\n${fn.runtime}\n${fn.logFormat} logs`,
    [String(invocations.length), ...outcomes(invocations), runs.length === 1 ? '1 environment' : `${runs.length} environments`].join('\n'),
    eventTypes(runs.flatMap((run) => run.emitted.map((event) => event.category))),
    sum('delivered').toLocaleString('en'),
    missing > 0 ? terminal.bad(String(missing)) : terminal.good('0'),
    String(sum('duplicated')),
    milliseconds(median(invocations.filter(({ status }) => status !== 'timeout').map(({ holdMs }) => holdMs))),
    coldStart(fn, result),
  ];
}

function outcomes(invocations: readonly FinishedInvocation[]): string[] {
  const count = (status: FinishedInvocation['status']) => invocations.filter((invocation) => invocation.status === status).length;
  const failed = count('error') + count('failure');
  return [...(failed > 0 ? [`${failed} failed`] : []), ...(count('timeout') > 0 ? [`${count('timeout')} timed out`] : [])];
}

function eventTypes(categories: readonly string[]): string {
  return ['function', 'platform', 'extension']
    .map((category) => `${category} ${categories.filter((candidate) => candidate === category).length.toLocaleString('en')}`)
    .join('\n');
}

function coldStart(fn: DeployedFunction, { coldStarts }: DemoResult): string {
  const starts = isNodeRuntime(fn.runtime) ? coldStarts.get(fn.runtime) : undefined;
  return starts ? `${milliseconds(starts.ours.readyMs)}\n(${milliseconds(starts.bare.readyMs)})` : '–';
}

function printTimes(result: DemoResult, terminal: Terminal): void {
  terminal.heading('Times');
  for (const [runtime, { bare, ours, pairs }] of result.coldStarts) {
    terminal.line(`  cold start on ${runtime}, compared with a bare extension that only polls (medians of ${pairs}, by turns)`);
    terminal.line(`    start → registered    ${compared(bare.registerMs, ours.registerMs)}`);
    terminal.line(`    start → ready         ${compared(bare.readyMs, ours.readyMs)}`);
    terminal.line(`    whole init phase      ${compared(bare.initMs, ours.initMs)}`);
    terminal.line(`    resident memory       ${ours.rssMB.toFixed(1)} MB, bare ${bare.rssMB.toFixed(1)} MB, ${signed(ours.rssMB - bare.rssMB)} MB`);
  }
  const warm = result.runs.flatMap((run) => run.invocations).filter(({ coldStart: cold, status }) => !cold && status !== 'timeout');
  const hold = (afterPause: boolean) => milliseconds(median(warm.filter((run) => run.afterPause === afterPause).map(({ holdMs }) => holdMs)));
  terminal.line('  hold: how long the extension keeps an invocation open after the handler has returned (median of warm invocations)');
  terminal.line(`    after a pause         ${hold(true)}, of which the Telemetry API buffers events for ${bufferingMs(result.functions)} ms; the rest is the Kinesis call`);
  terminal.line(`    in a burst            ${hold(false)}`);
  const total = [...result.phases.values()].reduce((sum, phase) => sum + phase, 0);
  const phases = [...result.phases].map(([name, took]) => `${name} ${seconds(took)}`).join(', ');
  terminal.line(`  this demo               ${seconds(total)}: ${phases}`);
}

/** Prints what arrived in the stream. */
export function printVerdict(result: DemoResult, terminal: Terminal): void {
  const { verdict } = result;
  terminal.heading('Stream');
  const events = verdict.delivered + missingEvents(result);
  terminal.line(`  ${events.toLocaleString('en')} events, ${(result.bytes / 1024).toFixed(0)} KB, in ${result.records} Kinesis records: `
    + `${result.putUnits} PUT units of 25 KB (${events.toLocaleString('en')} with one record per event)`);
  printChoice(result, terminal);
  for (const [what, count] of countUndelivered(result)) terminal.line(terminal.dim(`  not posted by Lambda: ${count} events of type ${what}`));
  for (const { title, calls, seen, missing } of result.consumers) {
    terminal.line(`  the consumer ${title} was invoked ${calls} times and received ${seen.toLocaleString('en')} events, including those of the extension: `
      + (missing > 0 ? terminal.bad(`${missing} are missing`) : 'all events of the stream'));
  }
  if (verdict.duplicated > 0) {
    terminal.line(terminal.dim(`  duplicates: ${verdict.duplicated.toLocaleString('en')}, as delivery is at least once: the extension sends again what the local Kinesis acknowledges `
      + 'too late. They have the same sequence numbers, by which consumers skip them'));
  }
  if (isComplete(result)) {
    terminal.line(terminal.good('  ✔ nothing is missing: the sequence numbers have no gaps, and the stream contains the exact text of all '
      + `${verdict.delivered.toLocaleString('en')} events and of every line that a handler printed`));
    return;
  }
  const problems = problemsOf(result);
  for (const problem of problems.slice(0, MAX_SHOWN_PROBLEMS)) terminal.line(terminal.bad(`  ✘ ${problem}`));
  if (problems.length > MAX_SHOWN_PROBLEMS) terminal.line(terminal.bad(`  ✘ … and ${problems.length - MAX_SHOWN_PROBLEMS} more`));
}

function printChoice({ verdict: { omitted, masked }, bytes }: DemoResult, terminal: Terminal): void {
  if (omitted.events > 0) {
    terminal.line(`  left out by sampling: ${omitted.events.toLocaleString('en')} debug lines of payments that succeeded, which saved `
      + `${(omitted.bytes / 1024).toFixed(1)} KB (${(100 * omitted.bytes / (omitted.bytes + bytes)).toFixed(1)} %); debug lines of failed payments are in the stream`);
  }
  if (masked > 0) terminal.line(`  masked: ${masked.toLocaleString('en')} card numbers and email addresses, before they left the function`);
}

/** Lambda cannot post the lines that an extension logs while it exits. */
function countUndelivered(result: DemoResult): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { event, reason } of undelivered(result)) {
    const what = `${event.type} (${reason})`;
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  return counts;
}

function printNextSteps(terminal: Terminal): void {
  terminal.heading('In your own CDK app');
  terminal.line('  npm install cdk-kinesis-telemetry-extension');
  terminal.line();
  terminal.line(terminal.accent('  import { KinesisTelemetryExtension } from \'cdk-kinesis-telemetry-extension\';'));
  terminal.line(terminal.accent('  const telemetry = new KinesisTelemetryExtension(this, \'Telemetry\');'));
  terminal.line(terminal.accent('  telemetry.attachTo(fn);'));
  terminal.line();
  terminal.line('  examples/typescript is a complete app to copy. README.md describes the options, other languages and costs.');
}

/** The template contains the setting only if it differs from the default. */
function bufferingMs([fn]: readonly DeployedFunction[]): string {
  return fn?.environment[BUFFERING_TIMEOUT.variable] ?? String(BUFFERING_TIMEOUT.default);
}

function compared(bare: number, ours: number): string {
  return `${milliseconds(ours)}, bare ${milliseconds(bare)}, ${(ours / bare).toFixed(2)} ×`;
}

function milliseconds(value: number): string {
  return Number.isNaN(value) ? '–' : `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}

function seconds(value: number): string {
  return `${(value / 1_000).toFixed(1)} s`;
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(1)}`;
}
