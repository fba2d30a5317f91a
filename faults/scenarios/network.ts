import type { Scenario } from './scenario';
import type { CallFault } from '../../simulator/kinesis';

/** Faults that pass: after a few calls all is well, and all must arrive. */
const PASSING: ReadonlyArray<readonly [name: string, shows: string, form: Scenario['form'], fault: CallFault]> = [
  ['reset-in-request', 'connections are cut while a request is on its way', 'quick', { kind: 'reset-in-request' }],
  ['reset-before-answer', 'connections are cut after the records were taken, before the answer', 'long', { kind: 'reset', delivered: true }],
  ['reset-in-answer', 'connections are cut in the middle of the answer', 'quick', { kind: 'reset-in-answer' }],
  ['truncated-answer', 'answers are half of their JSON', 'quick', { kind: 'truncated-answer' }],
  ['html-with-200', 'something on the way answers with a web page and 200', 'quick', { kind: 'foreign-answer' }],
  ['html-with-503', 'something on the way answers with a web page and 503', 'long', { kind: 'foreign-answer', status: 503 }],
];

/** What networks do. */
export const NETWORK: readonly Scenario[] = [
  ...PASSING.map(([name, shows, form, call]): Scenario => ({
    name, shows, form,
    expect: { inOrder: true },
    play: async (rig) => {
      await rig.traffic(2);
      rig.proxy.next({ call }, { call }, { call });
      await rig.traffic(6, { lines: 100, length: 300 });
    },
  })),
  {
    name: 'connection-refused',
    shows: 'nobody listens, for ever: from the second invocation on, nothing is held',
    form: 'quick',
    expect: { mayDrop: true, laterHoldMs: 2, meanHoldShare: 0.1 },
    play: async (rig) => {
      await rig.proxy.refuse();
      await rig.traffic(20);
    },
  },
  {
    name: 'connection-refused-then-accepted',
    shows: 'nobody listens for a while: what was buffered goes out in order',
    form: 'quick',
    expect: { inOrder: true },
    play: async (rig) => {
      await rig.traffic(2);
      await rig.proxy.refuse();
      await rig.traffic(10);
      await rig.proxy.accept();
      await rig.traffic(3);
    },
  },
  {
    name: 'dns-failure',
    shows: "the endpoint's name does not resolve",
    form: 'quick',
    endpoint: 'nowhere',
    expect: { mayDrop: true, laterHoldMs: 2 },
    play: (rig) => rig.traffic(10),
  },
  {
    name: 'tls-failure',
    shows: "nobody trusts the endpoint's certificate",
    form: 'quick',
    endpoint: 'untrusted',
    expect: { mayDrop: true, laterHoldMs: 2 },
    play: (rig) => rig.traffic(10),
  },
  {
    name: 'outage-10s',
    shows: 'Kinesis is away for ten seconds: functions run on, and nothing is missing afterwards',
    form: 'quick',
    expect: { inOrder: true },
    play: async (rig) => {
      await rig.traffic(3);
      let over = false;
      const outage = rig.proxy.outage({ call: { kind: 'error', error: 'ServiceUnavailable' } }, 10_000).then(() => { over = true; });
      while (!over) await rig.traffic(1, { lines: 10 }, 200);
      await outage;
      await rig.traffic(5);
    },
  },
  {
    name: 'outage-longer-than-the-buffer',
    shows: 'an outage fills the buffer: the oldest go, and the stream says which',
    form: 'quick',
    // The embedded Kinesis takes so little a second that the outage would not end with it.
    target: 'sink',
    settings: { BUFFER_MAX_BYTES: String(2 * 1024 * 1024) },
    expect: { mayDrop: true },
    play: async (rig) => {
      rig.proxy.faults = { call: { kind: 'error', error: 'ServiceUnavailable' } };
      await rig.traffic(12, { lines: 1_000, length: 300 });
      rig.proxy.faults = {};
      await rig.pause(1_000);
      await rig.traffic(3);
    },
  },
];
