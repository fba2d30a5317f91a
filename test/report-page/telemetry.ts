import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Telemetry of `npm run demo`, as a tail has printed it. */
export const RECORDED = join(__dirname, '../cli/recorded/demo.ndjson');

const ATTACK = '</script></style></title></svg>--><script>window.attacked=true</script><img src="http://127.0.0.1:9/x" onerror="window.attacked=true">';
const START = Date.parse('2026-11-20T09:00:00Z');
const FUNCTIONS = 24;
const INVOCATIONS = 40;

/**
 * Telemetry that is hard to show: many functions with long names, names and log lines that try to become a part of the page, long lines without a
 * space, durations from a millisecond to minutes over two days, all outcomes, and events that are missing, dropped, omitted or no telemetry at all.
 */
export function hardTelemetry(): string {
  const lines: string[] = [];
  for (let index = 0; index < FUNCTIONS; index++) {
    const name = index === 0 ? ATTACK : index === 1 ? `a-function-with-a-name-of-${'many-'.repeat(7)}characters` : `function-${index}`;
    const environment = `environment${index}`;
    let sequence = 0;
    const line = (time: number, type: string, record: unknown, requestId?: string) => lines.push(JSON.stringify({
      time: new Date(time).toISOString(), type, record, source: `arn:aws:lambda:eu-west-1:123456789012:function:${name}`, version: '$LATEST', environment, sequence: ++sequence, requestId,
    }));
    line(START, 'platform.initStart', { initializationType: 'on-demand', phase: 'init' });
    line(START + 10, 'platform.initReport', { initializationType: 'on-demand', phase: 'init', status: index === 3 ? 'timeout' : 'success', metrics: { durationMs: 8 * 1.3 ** index } });
    for (let nth = 0; nth < INVOCATIONS; nth++) {
      const requestId = `6d68ca91-49c9-448d-${String(index).padStart(4, '0')}-${String(nth).padStart(12, '0')}`;
      const start = START + nth * 4_320_000 + index * 60_000;
      const status = nth % 10 === index % 10 ? ['error', 'timeout', 'failure'][nth % 3] : 'success';
      const durationMs = 1.5 * 1.6 ** index * (1 + nth / 10);
      line(start, 'platform.start', { requestId }, requestId);
      line(start + 1, 'function', index === 0 ? ATTACK : `${new Date(start).toISOString()}\t${requestId}\tERROR\t${'x'.repeat(400)} \u001b[31mred\u001b[0m \u202eturned`, requestId);
      line(start + durationMs, 'platform.runtimeDone', { requestId, status, metrics: { durationMs } }, requestId);
      line(start + durationMs, 'platform.report', {
        requestId, status, ...status !== 'success' && { errorType: index === 0 ? ATTACK : `Runtime.Error${nth % 2}` },
        metrics: {
          durationMs, billedDurationMs: Math.ceil(durationMs), memorySizeMB: 128 * 2 ** (index % 5), maxMemoryUsedMB: 60 + 2 * index,
          ...nth === 0 && { initDurationMs: 8 * 1.3 ** index },
        },
      }, requestId);
    }
    if (index % 5 === 0) {
      sequence += 3;
      line(START + 200_000_000, 'telemetry.dropped', { count: 2, bytes: 9, firstSequence: sequence - 1, lastSequence: sequence, reason: index === 0 ? ATTACK : 'buffer-full' });
      line(START + 200_000_000, 'telemetry.omitted', { count: 7, bytes: 700, reasons: [{ reason: 'filter', rule: index === 0 ? ATTACK : 'health checks', count: 7, bytes: 700 }], requests: [] });
    }
  }
  return `${lines.join('\n')}\n${ATTACK}\nno telemetry\n`;
}

export function recordedTelemetry(): string {
  return readFileSync(RECORDED, 'utf8');
}
