import { pollEvents } from './lifecycle';
import { next, register } from '../lambda/extensions-api';
import type { LocalApi } from '../lambda/local-api';
import type { Log } from '../log/log';
import { EXTENSION_NAME } from '../log/log';
import type { Clock } from '../process/clock';

/**
 * Does nothing until SHUTDOWN, and logs the reason once. Exiting instead would fail the function.
 *
 * It does not register for INVOKE, so it does not delay invocations.
 */
export async function idle(api: LocalApi, reason: string, clock: Clock, log: Log): Promise<void> {
  const { identifier } = await register(api, EXTENSION_NAME, ['SHUTDOWN']).answer;
  await pollEvents({ next: () => next(api, identifier), onReady: () => log(reason), onInvoke: () => Promise.resolve(), clock, log });
}
