import type { DemoResult } from '../../../demo/verdict/demo-result';
import type { EmittedEvent } from '../../../simulator';

const start = { registerMs: 30.04, readyMs: 40.06, initMs: 90, rssMB: 45.55, pssMB: 12.25 };

export function lost(category: EmittedEvent['category']) {
  const event: EmittedEvent = {
    index: 0, time: '', type: category, category, json: '', launch: 1, deliveries: [], record: '',
  };
  return { event, reason: 'the extension had exited' };
}

/** The result of a demo with one function. */
export function result(changes: Partial<DemoResult> = {}, undelivered: ReturnType<typeof lost>[] = []): DemoResult {
  return {
    kinesis: { endpoint: 'http://127.0.0.1:4567', stream: 'telemetry', region: 'eu-west-1', accountId: '123456789012' },
    functions: [],
    runs: [{ fn: undefined as never, invocations: [undefined as never], emitted: [lost('function').event, ...undelivered.map(({ event }) => event)], expectations: [], undelivered, printed: [] }],
    envelopes: [],
    consumers: [],
    verdict: { delivered: 1, missing: 0, duplicated: 2, omitted: { events: 4, bytes: 900 }, masked: 6, problems: [], perExpectation: new Map() },
    violations: [],
    stream: [],
    records: 3,
    putUnits: 4,
    bytes: 5,
    coldStarts: new Map([['nodejs22.x', { bare: start, ours: { ...start, registerMs: 31 }, pairs: 1 }]]),
    phases: new Map(),
    ...changes,
  };
}
