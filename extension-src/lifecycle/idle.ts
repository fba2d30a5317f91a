import { pollEvents } from './lifecycle';
import type { LocalApi } from '../host/local-api';
import { next, register } from '../lambda/extensions-api';
import type { Log } from '../log/log';
import { EXTENSION_NAME } from '../log/log';
import type { Clock } from '../process/clock';

/**
 * Does nothing until SHUTDOWN, and logs the reason once. Exiting instead would fail the function.
 *
 * @param registered the identifier of the extension. Without one it registers, and not for INVOKE, so it does not delay invocations
 */
export async function idle(api: LocalApi, reason: string, clock: Clock, log: Log, registered?: string): Promise<void> {
  const identifier = registered ?? (await register(api, EXTENSION_NAME, ['SHUTDOWN']).answer).identifier;
  await pollEvents({ next: () => next(api, identifier), onReady: () => log(reason), onInvoke: () => Promise.resolve(), clock, log });
}
