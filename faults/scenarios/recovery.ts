import type { Scenario } from './scenario';
import type { Faults } from '../../simulator/kinesis';
import type { Rig } from '../rig/rig';

/** After the last fault, everything must be in the stream when this many invocations have ended. */
const INVOCATIONS_UNTIL_WHOLE = 3;
/** A call can succeed without the extension's knowledge, and is then repeated once. */
const COPIES = 2;

/** An invocation after which the stream is still not whole ends the scenario. */
const GIVE_UP_AFTER = 12;

const LINES = 3;

const FAULTS: Readonly<Record<string, readonly Faults[]>> = {
  'denied': [{ call: { kind: 'error', error: 'AccessDeniedException' } }],
  'slow': [{ latencyMs: 1_500 }],
  'hang': [{ call: { kind: 'hang' } }],
  'reset': [{ call: { kind: 'reset' } }],
  'server-errors': Array.from({ length: 3 }, () => ({ call: { kind: 'error', error: 'InternalFailure' } }) as const),
  'clock-skew': [{ call: { kind: 'error', error: 'InvalidSignatureException', message: 'Signature expired: 20261121T090000Z is now earlier than 20261121T091000Z' } }],
};

/** Duration of the handler, latency of Kinesis and pause between invocations, in milliseconds. */
interface Traffic {
  readonly handlerMs: number;
  readonly latencyMs: number;
  readonly pauseMs: number;
}

/** Every pair of values occurs together once. */
const TRAFFICS: readonly Traffic[] = [
  { handlerMs: 1, latencyMs: 5, pauseMs: 200 }, { handlerMs: 1, latencyMs: 30, pauseMs: 3_500 }, { handlerMs: 1, latencyMs: 150, pauseMs: 60_000 },
  { handlerMs: 10, latencyMs: 5, pauseMs: 3_500 }, { handlerMs: 10, latencyMs: 30, pauseMs: 60_000 }, { handlerMs: 10, latencyMs: 150, pauseMs: 200 },
  { handlerMs: 100, latencyMs: 5, pauseMs: 60_000 }, { handlerMs: 100, latencyMs: 30, pauseMs: 200 },
  { handlerMs: 100, latencyMs: 150, pauseMs: 3_500 },
];

/**
 * The recovery matrix: each fault with each traffic. A third of it is over TLS: each fault with each duration of the handler, each latency
 * and each pause.
 */
export const RECOVERY: readonly Scenario[] = Object.entries(FAULTS).flatMap(([fault, calls], column) => TRAFFICS.map((traffic, row): Scenario => {
  const tls = (row + 2 * Math.floor(row / 3) + column) % 3 === 0;
  return {
    name: `recovery-${fault}-${traffic.handlerMs}-${traffic.latencyMs}-${traffic.pauseMs}${tls ? '-tls' : ''}`,
    shows: `after ${fault}, handlers of ${traffic.handlerMs} ms every ${traffic.pauseMs} ms and Kinesis ${traffic.latencyMs} ms away: `
      + 'the stream is whole soon',
    form: (row + column) % 3 === 0 ? 'quick' : 'long',
    target: 'sink',
    tls,
    clock: true,
    settings: { FLUSH_STRATEGY: 'adaptive' },
    // The answer to a call can be in the socket of a frozen process. How often an event may arrive is checked below.
    expect: { ambiguousEverywhere: true },
    play: (rig) => playRecovery(rig, calls, traffic),
  };
}));

async function playRecovery(rig: Rig, calls: readonly Faults[], { handlerMs, latencyMs, pauseMs }: Traffic): Promise<void> {
  const invoke = async () => {
    await rig.invoke({ lines: LINES, waitMs: handlerMs });
    await rig.passTime(pauseMs);
  };
  rig.proxy.faults = { latencyMs };
  for (let i = 0; i < 3; i++) await invoke();

  rig.proxy.next(...calls.map((faults) => ({ latencyMs, ...faults })));
  while (rig.proxy.scripted > 0) await invoke();
  let untilWhole = 0;
  while (rig.missingLines() > 0 && untilWhole < GIVE_UP_AFTER) {
    await invoke();
    untilWhole++;
  }
  rig.figures.invocationsUntilWhole = untilWhole;
  rig.figures.copies = rig.oracle.mostCopies;
  if (untilWhole > INVOCATIONS_UNTIL_WHOLE) rig.problems.push(`the stream was whole after ${untilWhole} invocations, allowed are ${INVOCATIONS_UNTIL_WHOLE}`);
  if (rig.oracle.mostCopies > COPIES) rig.problems.push(`an event came ${rig.oracle.mostCopies} times, allowed are ${COPIES}`);
}
