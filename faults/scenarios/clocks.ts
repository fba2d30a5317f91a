import type { Scenario } from './scenario';

const HOUR_MS = 3_600_000;
/** Only one jump meets a call that Kinesis takes: during the others Kinesis hangs, or no call is under way. */
const COPIES = 2;

/** Jumps of the extension's clock, as on Lambda when an environment thaws. */
export const CLOCKS: readonly Scenario[] = [
  ...([['forward', HOUR_MS], ['backward', -HOUR_MS]] as const).map(([direction, offsetMs]): Scenario => ({
    name: `clock-${direction}`,
    shows: `the clock jumps an hour ${direction}, between and during invocations, while Kinesis hangs`,
    form: 'quick',
    target: 'sink',
    clock: true,
    // To the extension, a call whose answer is under way when the clock jumps has taken an hour, and is given up. The proxy cannot tell.
    expect: { ambiguousEverywhere: true },
    play: async (rig) => {
      await rig.traffic(2);
      await rig.setClock(offsetMs);
      await rig.traffic(3);
      await rig.during(() => rig.setClock(0), { lines: 5 });
      rig.proxy.faults = { call: { kind: 'hang' } };
      await rig.traffic(2);
      await rig.setClock(offsetMs);
      await rig.traffic(2);
      await rig.setClock(0);
      rig.proxy.faults = {};
      // The clock decides when a hanging call is aborted.
      await rig.pause(5_000);
      await rig.traffic(4, { lines: 5 }, 300);
      if (rig.oracle.mostCopies > COPIES) rig.problems.push(`an event came ${rig.oracle.mostCopies} times, allowed are ${COPIES}`);
    },
  })),
];
