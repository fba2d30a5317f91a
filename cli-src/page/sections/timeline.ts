import { OUTCOME_NAMES } from './invocations';
import type { KeptInvocation } from '../../figures/kept';
import type { LogLine } from '../../figures/lines';
import type { Phase } from '../../figures/phases';
import { count, counted, dateTime, duration, timeOfDay } from '../format';
import { Html, html } from '../html';

const PHASE_NAMES: Readonly<Record<Phase['name'], string>> = { init: 'Init', restore: 'Restore', handler: 'Handler', hold: 'Hold' };
const TICKS = 4;

/** An invocation that the reader can open: its facts, its phases on a line of time, and its log lines. */
export function timeline(one: KeptInvocation, name: string, isOpen: boolean): Html {
  const { invocation, outcome, start, phases, logs } = one;
  const { requestId, errorType, durationMs, maxMemoryUsedMB, memorySizeMB, billedDurationMs, environment } = invocation;
  const facts = [
    durationMs !== undefined && duration(durationMs),
    billedDurationMs !== undefined && `billed ${duration(billedDurationMs)}`,
    maxMemoryUsedMB !== undefined && memorySizeMB !== undefined && `${count(maxMemoryUsedMB)} of ${count(memorySizeMB)} MB`,
    phases.some((phase) => phase.name === 'init') && 'cold start',
  ].filter((fact) => fact !== false);
  return html`<details class="inv" name="invocation"${isOpen && html` open`}><summary><span class="name any">${name}</span>
<span>${OUTCOME_NAMES[outcome]}${errorType !== undefined && html` <span class="any">(${errorType})</span>`}</span>
<span class="facts">${facts.join(' · ')}</span> <span class="facts">${timeOfDay(start)}</span></summary>
<div class="body"><p class="sub">Started ${dateTime(start)} UTC · request <span class="id any">${requestId}</span> · environment <span class="id any">${environment}</span></p>
${lanes(phases, logs.lines)}
${logs.lines.length === 0 ? html`<p class="sub">No log line of it was read.</p>` : html`<ol class="log" aria-label="Log lines, with milliseconds since the start of the invocation">${logs.lines.map(line)}</ol>`}
${logs.more > 0 && html`<p class="note">Cut: ${counted(logs.more, 'line')} in the middle.</p>`}</div></details>
`;
}

/** A lane for each phase, and one for the log lines. The numbers are in the labels: the bars are for the eyes. */
function lanes(phases: readonly Phase[], lines: readonly LogLine[]): Html | undefined {
  const times = lines.map(({ atMs }) => atMs).filter((at) => Number.isFinite(at));
  const from = Math.min(0, ...phases.map(({ startMs }) => startMs));
  const to = Math.max(...phases.map(({ startMs, durationMs }) => startMs + durationMs), ...times, from + 1);
  const at = (ms: number) => `${Number((100 * (ms - from) / (to - from)).toFixed(2))}%`;
  // A line that was written long before or after, such as one by another thread.
  const inside = times.filter((time) => time >= from);
  if (phases.length === 0 && inside.length === 0) return undefined;
  return html`<ul class="lanes">
${phases.map(({ name, startMs, durationMs }) => html`<li><span class="label">${PHASE_NAMES[name]} ${duration(durationMs)}</span>
<svg aria-hidden="true"><rect class="c-${name}" x="${at(startMs)}" width="${Number((100 * durationMs / (to - from)).toFixed(2))}%" height="16" rx="2"/></svg></li>`)}
${inside.length > 0 && html`<li><span class="label">${counted(inside.length, 'log line')}</span><svg aria-hidden="true">${inside.map((time) => html`<rect class="c-log" x="${at(time)}" width="2" height="16"/>`)}</svg></li>`}
<li class="axis" aria-hidden="true"><span class="label"></span><svg>${ticks(from, to).map((tick) => html`<text x="${at(tick)}" y="13"${tick > from + 0.9 * (to - from) ? html` text-anchor="end"` : tick > from + 0.05 * (to - from) && html` text-anchor="middle"`}>${duration(tick)}</text>`)}</svg></li>
</ul>`;
}

function line({ atMs, level, text, cut }: LogLine): Html {
  return html`<li><span class="at">${Number.isFinite(atMs) ? `${atMs < 0 ? '−' : '+'}${duration(Math.abs(atMs))}` : '–'}</span><span class="level${level === undefined ? '' : ` ${level}`}">${level?.toUpperCase()}</span><span class="text">${text}${
    cut > 0 && html`<span class="sub"> … ${counted(cut, 'character')} more</span>`}</span></li>`;
}

/** Round numbers in the span, among them 0, the start of the invocation. */
function ticks(from: number, to: number): number[] {
  const rough = (to - from) / TICKS;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((one) => one >= rough) ?? rough;
  const found: number[] = [];
  for (let tick = Math.ceil(from / step) * step; tick <= to; tick += step) found.push(Math.round(tick * 1e6) / 1e6);
  return found;
}
