import type { LocalAnswer, LocalApi, Pending } from '../host/local-api';

/** Lambda's Extensions API. https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html */
const BASE = '/2020-01-01/extension';

/** The response to the registration. */
export interface Registration {
  readonly identifier: string;
  readonly functionName: string;
  readonly functionVersion: string;
  /** Absent in emulators, and where Lambda does not know the feature `accountId`. */
  readonly accountId?: string;
}

export interface InvokeEvent {
  readonly eventType: 'INVOKE';
  readonly requestId: string;
  /** milliseconds since the epoch */
  readonly deadlineMs: number;
}

export interface ShutdownEvent {
  readonly eventType: 'SHUTDOWN';
  /** `spindown`, `timeout` or `failure`, in upper or lower case. Lambda may add others. */
  readonly shutdownReason: string;
  /** milliseconds since the epoch */
  readonly deadlineMs: number;
}

export type LifecycleEvent = InvokeEvent | ShutdownEvent;

/** A response with a status other than 200. Retrying does not help. */
export class LocalApiError extends Error {
  constructor(call: string, readonly status: number, body: string) {
    super(`${call} failed with status ${status}: ${body.slice(0, 300)}`);
    this.name = 'LocalApiError';
  }
}

function expectOk(call: string, answer: LocalAnswer): LocalAnswer {
  if (answer.status !== 200) throw new LocalApiError(call, answer.status, answer.body);
  return answer;
}

/** Registers the extension for the given events. Its name must be the name of the launcher's file. */
export function register(api: LocalApi, extensionName: string, events: readonly string[]): Pending<Registration> {
  const { sent, answer } = api({
    method: 'POST',
    path: `${BASE}/register`,
    headers: { 'Lambda-Extension-Name': extensionName, 'Lambda-Extension-Accept-Feature': 'accountId' },
    body: JSON.stringify({ events }),
  });
  return {
    sent,
    answer: answer.then((registered) => {
      const { headers, body } = expectOk('register', registered);
      const { functionName, functionVersion, accountId } = JSON.parse(body) as Omit<Registration, 'identifier'>;
      return { identifier: String(headers['lambda-extension-identifier'] ?? ''), functionName, functionVersion, accountId };
    }),
  };
}

/** Waits for the next event, which can take hours. The environment may freeze meanwhile. */
export function next(api: LocalApi, identifier: string): Pending<LifecycleEvent> {
  const { sent, answer } = api({
    method: 'GET', path: `${BASE}/event/next`, headers: { 'Lambda-Extension-Identifier': identifier },
  });
  return { sent, answer: answer.then((event) => JSON.parse(expectOk('event/next', event).body) as LifecycleEvent) };
}
