import type { Scenario } from './scenario';

const HOUR_MS = 3_600_000;

/** The extension's clock is set: on Lambda it jumps whenever an environment thaws. */
export const CLOCKS: readonly Scenario[] = [
  ...([['forward', HOUR_MS], ['backward', -HOUR_MS]] as const).map(([direction, offsetMs]): Scenario => ({
    name: `clock-${direction}`,
    shows: `the clock jumps an hour ${direction}, between and in invocations, while Kinesis is in trouble`,
    form: 'quick',
    clock: true,
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
      // A call that hangs is given up by the clock.
      await rig.pause(5_000);
      await rig.traffic(4, { lines: 5 }, 300);
    },
  })),
];
