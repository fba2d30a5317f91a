import { TelemetryCategory } from '../model/emitted-event';

export interface Buffering {
  readonly maxItems: number;
  readonly maxBytes: number;
  readonly timeoutMs: number;
}

export interface SubscriptionRequest {
  readonly schemaVersion: string;
  readonly types: readonly TelemetryCategory[];
  readonly destination: { readonly port: number; readonly path: string; readonly host: string };
  readonly buffering: Buffering;
}

/** An invalid subscription, for which Lambda returns 400 ValidationError. */
export class ValidationError extends Error {}

const SCHEMA_VERSIONS = ['2022-07-01', '2022-12-13', '2025-01-29'];
const CATEGORIES = ['platform', 'function', 'extension'];
/** AWS documents `sandbox.localdomain`. AWS's code also accepts `sandbox`. */
const HOSTS = ['sandbox.localdomain', 'sandbox'];
/** The port of Lambda's local APIs. */
const RESERVED_PORT = 9001;

/** https://docs.aws.amazon.com/lambda/latest/dg/telemetry-api-reference.html. The defaults are those of AWS's emulator; the documents differ. */
const BUFFERING_BOUNDS = {
  maxItems: { min: 1000, max: 10_000, default: 10_000 },
  maxBytes: { min: 262_144, max: 1_048_576, default: 262_144 },
  timeoutMs: { min: 25, max: 30_000, default: 1000 },
};

function fail(message: string): never {
  throw new ValidationError(message);
}

function asObject(value: unknown, name: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) fail(`${name} must be an object`);
  return value as Record<string, unknown>;
}

function parseSchemaVersion(value: unknown, managedInstance: boolean): string {
  const allowed = managedInstance ? ['2025-01-29'] : SCHEMA_VERSIONS;
  if (typeof value !== 'string' || !allowed.includes(value)) {
    fail(`schemaVersion must be one of ${allowed.join(', ')}, got ${JSON.stringify(value)}`);
  }
  return value;
}

function parseTypes(value: unknown): TelemetryCategory[] {
  if (!Array.isArray(value) || value.length === 0) fail('types must be a non-empty array');
  for (const type of value) {
    if (!CATEGORIES.includes(type as string)) fail(`types may hold ${CATEGORIES.join(', ')}, got ${JSON.stringify(type)}`);
  }
  if (new Set(value).size !== value.length) fail('types must be unique');
  return value as TelemetryCategory[];
}

function parseDestination(value: unknown): SubscriptionRequest['destination'] {
  const destination = asObject(value, 'destination');
  if (destination.protocol !== 'HTTP') {
    fail(`destination.protocol must be HTTP, got ${JSON.stringify(destination.protocol)} (TCP is not simulated)`);
  }
  const uri = typeof destination.URI === 'string' ? destination.URI : '';
  const url = URL.canParse(uri) ? new URL(uri) : fail(`destination.URI must be a URL, got ${JSON.stringify(destination.URI)}`);
  if (url.protocol !== 'http:') fail(`destination.URI must be http, got "${uri}"`);
  if (!HOSTS.includes(url.hostname)) fail(`destination.URI host must be sandbox.localdomain, got "${url.hostname}"`);
  const port = Number(url.port || 80);
  if (port === RESERVED_PORT) fail(`destination.URI port ${RESERVED_PORT} is reserved`);
  return { port, path: url.pathname + url.search, host: `${url.hostname}:${port}` };
}

function parseBuffering(value: unknown): Buffering {
  const buffering = value === undefined ? {} : asObject(value, 'buffering');
  const bounded = (name: keyof Buffering): number => {
    const bounds = BUFFERING_BOUNDS[name];
    const given = buffering[name] ?? bounds.default;
    if (typeof given !== 'number' || !Number.isInteger(given) || given < bounds.min || given > bounds.max) {
      fail(`buffering.${name} must be between ${bounds.min} and ${bounds.max}, got ${JSON.stringify(given)}`);
    }
    return given;
  };
  return { maxItems: bounded('maxItems'), maxBytes: bounded('maxBytes'), timeoutMs: bounded('timeoutMs') };
}

/** @throws ValidationError */
export function parseSubscription(text: string, managedInstance: boolean): SubscriptionRequest {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (error) {
    fail(`failed to parse JSON: ${(error as Error).message}`);
  }
  const request = asObject(body, 'The body');
  return {
    schemaVersion: parseSchemaVersion(request.schemaVersion, managedInstance),
    types: parseTypes(request.types),
    destination: parseDestination(request.destination),
    buffering: parseBuffering(request.buffering),
  };
}
