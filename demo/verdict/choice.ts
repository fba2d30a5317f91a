import { MASK, SAMPLING } from '../../src/settings/selection/variables';
import { objectOf } from '../template/json-value';

/** What the extension must deliver of an environment's events, by the function's settings. */
export interface Chosen {
  /** The texts of the events that must arrive, with secrets replaced. */
  readonly events: readonly string[];
  /** The events that must not arrive. */
  readonly omitted: readonly string[];
  /** How many secrets must be replaced. */
  readonly masked: number;
}

/** An event and the invocation that it belongs to. */
export interface EventOfInvocation {
  readonly json: string;
  readonly type: string;
  readonly record: unknown;
}

/** The settings for which the demo knows the right result. It does not use the extension's code. */
const KNOWN_MASK = { builtIns: ['payment-card', 'email'] };
const KNOWN_SAMPLING = { keep: ['error'], minLevel: 'error', onlyBelow: 'info' };

const CARD = /\b[2-6]\d{3}(?:-\d{4}){3}\b/g;
const EMAIL = /[a-z0-9.]+@[a-z0-9.-]+\.[a-z]+/g;

/**
 * Says what must arrive: debug lines only of requests that failed or have logged an error, and no card number or email address.
 *
 * @throws Error if the function has other settings, about which the demo cannot judge
 */
export function choose(variables: Readonly<Record<string, string>>, events: readonly EventOfInvocation[]): Chosen {
  const masks = isSet(variables, MASK.variable, KNOWN_MASK);
  const kept = isSet(variables, SAMPLING.variable, KNOWN_SAMPLING) ? failedRequests(events) : undefined;
  const isOmitted = ({ type, record }: EventOfInvocation) => kept !== undefined && type === 'function' && levelOf(record) === 'DEBUG' && !kept.has(requestOf(record));
  const omitted = events.filter(isOmitted).map(({ json }) => json);
  let masked = 0;
  const replace = () => { masked++; return '***'; };
  const sent = events.filter((event) => !isOmitted(event)).map(({ type, json }) =>
    masks && type === 'function' ? json.replace(CARD, replace).replace(EMAIL, replace) : json);
  return { events: sent, omitted, masked };
}

function failedRequests(events: readonly EventOfInvocation[]): ReadonlySet<unknown> {
  const failed = events.filter(({ type, record }) =>
    (type === 'platform.runtimeDone' && objectOf(record).status !== 'success') || (type === 'function' && levelOf(record) === 'ERROR'));
  return new Set(failed.map(({ record }) => requestOf(record)));
}

function isSet(variables: Readonly<Record<string, string>>, variable: string, known: object): boolean {
  const text = variables[variable];
  if (text === undefined) return false;
  if (text !== JSON.stringify(known)) throw new Error(`The demo can only judge ${variable}=${JSON.stringify(known)}, got ${text}`);
  return true;
}

/** Of a record that is text, which has no level here, it is undefined. */
function levelOf(record: unknown): unknown {
  return typeof record === 'string' ? undefined : objectOf(record).level;
}

function requestOf(record: unknown): unknown {
  return typeof record === 'string' ? undefined : objectOf(record).requestId;
}
