import type { Clock } from '../../process/clock';

export const systemClock: Clock = {
  now: () => Date.now(),
  schedule: (ms, callback) => {
    const timer = engine.setTimer(Math.max(0, ms), callback);
    return () => engine.clearTimer(timer);
  },
};
