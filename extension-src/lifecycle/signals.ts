import type { ShutdownEvent } from '../lambda/extensions-api';
import type { Clock } from '../process/clock';

/** As much time as Lambda gives an extension after SHUTDOWN. */
const GRACE_MS = 2_000;

/** Resolves when somebody else than Lambda, which sends no signal that can be caught, asks the process to leave. */
export function signalled(clock: Clock): Promise<ShutdownEvent> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.once(signal, () => resolve({ eventType: 'SHUTDOWN', shutdownReason: signal, deadlineMs: clock.now() + GRACE_MS }));
    }
  });
}
