import { MOST_HELD_OF_20, NOT_HELD_MS, Scenario } from './scenario';
import type { CallFault } from '../../simulator/kinesis';

/** Faults of three calls: all events must arrive. */
const TRANSIENT: ReadonlyArray<readonly [name: string, shows: string, form: Scenario['form'], fault: CallFault]> = [
  ['reset-in-request', 'connections are reset during the request', 'quick', { kind: 'reset-in-request' }],
  ['reset-before-answer', 'connections are reset after the records were stored, before the response', 'long', { kind: 'reset', delivered: true }],
  ['reset-in-answer', 'connections are reset in the middle of the response', 'quick', { kind: 'reset-in-answer' }],
  ['truncated-answer', 'responses contain half of their JSON', 'quick', { kind: 'truncated-answer' }],
  ['html-with-200', 'an intermediary responds with a web page and status 200', 'quick', { kind: 'foreign-answer' }],
  ['html-with-503', 'an intermediary responds with a web page and status 503', 'long', { kind: 'foreign-answer', status: 503 }],
];

/** Network faults. */
export const NETWORK: readonly Scenario[] = [
  ...TRANSIENT.map(([name, shows, form, call]): Scenario => ({
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
    shows: 'connections are always refused: from the second invocation on, none is held',
    form: 'quick',
    expect: { mayDrop: true, laterHoldMs: NOT_HELD_MS, mostHeld: MOST_HELD_OF_20 },
    play: async (rig) => {
      await rig.proxy.refuse();
      await rig.traffic(20);
    },
  },
  {
    name: 'connection-refused-then-accepted',
    shows: 'connections are refused for a while: buffered events are delivered in order',
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
    shows: 'the host name of the endpoint does not resolve',
    form: 'quick',
    endpoint: 'nowhere',
    expect: { mayDrop: true, laterHoldMs: NOT_HELD_MS },
    play: (rig) => rig.traffic(10),
  },
  {
    name: 'tls-failure',
    shows: 'the certificate of the endpoint is not trusted',
    form: 'quick',
    endpoint: 'untrusted',
    expect: { mayDrop: true, laterHoldMs: NOT_HELD_MS },
    play: (rig) => rig.traffic(10),
  },
  {
    name: 'outage-10s',
    shows: 'Kinesis is unavailable for ten seconds: functions continue, and no event is missing afterwards',
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
    shows: 'an outage fills the buffer: the oldest events are dropped, and the stream reports which ones',
    form: 'quick',
    // The embedded Kinesis is too slow to take the backlog in time.
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
