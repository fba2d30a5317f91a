import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { strToU8, Zippable, zipSync } from 'fflate';
import { EmittedEvent, EnvironmentOptions, ExecutionEnvironment, ExtensionState, FunctionConfiguration } from '../../simulator';

/** The beginning of each extension: functions that call the local APIs directly. */
const PRELUDE = `#!/usr/bin/env node
const http = require('node:http');
const path = require('node:path');
const [hostname, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
const NAME = path.basename(process.argv[1]);
let id;
function call(method, url, { body, ...headers } = {}) {
  return new Promise((resolve, reject) => {
    const request = http.request({ hostname, port, method, path: url, headers }, (response) => {
      let text = '';
      response.on('data', (chunk) => { text += chunk; });
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body: text && JSON.parse(text) }));
    });
    request.on('error', reject);
    request.end(body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body));
  });
}
async function register(events = ['INVOKE', 'SHUTDOWN'], headers = {}) {
  const answer = await call('POST', '/2020-01-01/extension/register', { 'Lambda-Extension-Name': NAME, ...headers, body: { events } });
  id = answer.headers['lambda-extension-identifier'];
  return answer;
}
const next = () => call('GET', '/2020-01-01/extension/event/next', { 'Lambda-Extension-Identifier': id });
const say = (what, value) => console.log(what + ' ' + JSON.stringify(value));
function subscription(uriPort, changes = {}) {
  return { schemaVersion: '2025-01-29', types: ['platform', 'function'], destination: { protocol: 'HTTP', URI: 'http://sandbox.localdomain:' + uriPort },
    buffering: { maxItems: 1000, maxBytes: 262144, timeoutMs: 25 }, ...changes };
}
const put = (body) => call('PUT', '/2022-07-01/telemetry', { 'Lambda-Extension-Identifier': id, body });
function listen(onBatch) {
  return new Promise((resolve) => {
    const server = http.createServer((request, response) => {
      let text = '';
      request.setEncoding('utf8').on('data', (chunk) => { text += chunk; }).on('end', () => onBatch(text, response, request));
    }).listen(0, '127.0.0.1', () => resolve(server.address().port));
  });
}
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
async function loop(onEvent = () => {}) {
  for (;;) {
    const { body } = await next();
    await onEvent(body);
    if (body.eventType === 'SHUTDOWN') process.exit(0);
  }
}
`;

/** Returns an extension with the body of an async function, which can use `register`, `next`, `put`, `listen`, `loop`, `say` … */
export function extension(body: string): string {
  return `${PRELUDE}\n(async () => {\n${body}\n})();\n`;
}

/**
 * A timeout that no slow machine reaches. A test about a timeout waits for the events before it and then calls `timeOut()`, so that
 * it does not depend on the speed of the machine.
 */
export const PATIENCE_MS = 600_000;

/** An extension that registers and prints its events until SHUTDOWN. */
export const IDLE = extension("await register(); await loop((event) => say('EVENT', event));");

/**
 * An extension like IDLE that also prints each batch of telemetry. At SHUTDOWN it waits for the `platform.report` of each invocation,
 * which is the last event of that invocation.
 */
export const LISTENER = extension(`
  const unreported = new Set();
  let onBatch = () => {};
  await register();
  const at = await listen((text, response, request) => response.end(() => {
    say('BATCH', { body: text, host: request.headers.host, sequence: request.headers['sequence-id'] });
    for (const { type, record } of JSON.parse(text)) if (type === 'platform.report') unreported.delete(record.requestId);
    onBatch();
  }));
  say('SUBSCRIBED', await put(subscription(at)));
  await loop(async (event) => {
    say('EVENT', event);
    if (event.eventType === 'INVOKE') unreported.add(event.requestId);
    else while (unreported.size > 0) await new Promise((resolve) => { onBatch = resolve; });
  });
`);

const temporary: string[] = [];
const environments: ExecutionEnvironment[] = [];

export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'simulator-test-'));
  temporary.push(folder);
  return folder;
}

const EXECUTABLE = 0o100755;

/** Creates a layer's zip file with these extensions. */
export function layerOf(extensions: Record<string, string>, mode = EXECUTABLE): string {
  const content: Zippable = {};
  for (const [name, script] of Object.entries(extensions)) {
    content[`extensions/${name}`] = [strToU8(script), { os: 3, attrs: mode * 0x10000 }];
  }
  return zipOf(content);
}

export function zipOf(content: Zippable): string {
  const file = path.join(temporaryFolder(), 'layer.zip');
  writeFileSync(file, zipSync(content));
  return file;
}

/** Creates a folder with a function's code. */
export function codeOf(files: Record<string, string>): string {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  return folder;
}

export interface Setup extends Partial<FunctionConfiguration> {
  /** The body of `async (event, context) => { … }`. */
  readonly code?: string;
  readonly files?: Record<string, string>;
  readonly extensions?: Record<string, string>;
  readonly options?: EnvironmentOptions;
}

export async function environmentOf({ code = '', files, extensions = {}, options, ...config }: Setup): Promise<ExecutionEnvironment> {
  const environment = await ExecutionEnvironment.create({
    functionName: 'orders',
    handler: 'index.handler',
    runtime: 'nodejs22.x',
    timeoutMs: PATIENCE_MS,
    layers: Object.keys(extensions).length > 0 ? [layerOf(extensions)] : [],
    codeDirectory: codeOf(files ?? { 'index.js': `exports.handler = async (event, context) => {\n${code}\n};` }),
    ...config,
  }, { initTimeoutMs: PATIENCE_MS, shutdownMs: PATIENCE_MS, ...options, telemetry: { postTimeoutMs: PATIENCE_MS, ...options?.telemetry } });
  environments.push(environment);
  return environment;
}

export async function cleanUp(): Promise<void> {
  await Promise.all(environments.splice(0).map(async (environment) => environment.dispose()));
  for (const folder of temporary.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** Polls until a condition holds. */
export async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS / 2;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`Did not happen within ${PATIENCE_MS / 2} ms: ${String(condition)}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Returns the values that an extension printed with `say(what, …)`. */
export function said<T>(state: ExtensionState, what: string): T[] {
  return state.output.filter(({ text }) => text.startsWith(`${what} `)).map(({ text }) => JSON.parse(text.slice(what.length + 1)) as T);
}

export function types(events: readonly EmittedEvent[]): string[] {
  return events.map(({ type }) => type);
}

export function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
