import { hostProcess } from '#host/process';
import type { ShutdownEvent } from '../lambda/extensions-api';
import type { Clock } from '../process/clock';

/** The time that Lambda gives an extension after SHUTDOWN. */
const GRACE_MS = 2_000;

/** Resolves on SIGTERM or SIGINT. Lambda itself sends no signal that can be caught. */
export function signalled(clock: Clock): Promise<ShutdownEvent> {
  return new Promise((resolve) => {
    hostProcess.onSignal((signal) => resolve({ eventType: 'SHUTDOWN', shutdownReason: signal, deadlineMs: clock.now() + GRACE_MS }));
  });
}
