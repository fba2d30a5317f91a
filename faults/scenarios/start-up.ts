import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NOT_HELD_MS, Scenario } from './scenario';
import type { Rig } from '../rig/rig';

const PRIVATE_FOLDER = 'opt/kinesis-telemetry-extension';

/** Lets `listen` fail as it does where all file descriptors are in use. */
const LISTEN_FAILS = `require('node:net').Server.prototype.listen = function () {
  setImmediate(() => this.emit('error', new Error('listen EMFILE: too many open files')));
  return this;
};
`;

/** Longer than the extension waits for its subscription, and far shorter than Lambda's ten seconds. */
const LONGEST_INIT_MS = 4_000;

/** How long an extension that has nothing to send may take to exit. Waiting for Kinesis would take Lambda's two seconds. */
const LONGEST_EXIT_MS = 1_000;

/** How much memory may grow over invocations whose telemetry is not received. The telemetry has ten times as many bytes. */
const MAX_GROWTH_MB = 6;

/** Starts, runs some invocations and ends. The extension must idle: one line in its log, no call to Kinesis, and an exit at once. */
async function idles(rig: Rig, line: RegExp): Promise<void> {
  const { status, durationMs } = await rig.environment.init();
  if (status !== 'success') rig.problems.push(`the init phase must succeed, was ${status}`);
  if (durationMs > LONGEST_INIT_MS) rig.problems.push(`the init phase must take at most ${LONGEST_INIT_MS} ms, took ${Math.round(durationMs)} ms`);
  await rig.traffic(3);
  await exits(rig);
  const lines = rig.extension.output.map(({ text }) => text);
  if (lines.length !== 1 || !line.test(lines[0])) rig.problems.push(`the log must be one line like ${String(line)}, was ${JSON.stringify(lines)}`);
  if (rig.proxy.statistics.calls > 0) rig.problems.push(`Kinesis must not be called, was called ${rig.proxy.statistics.calls} times`);
}

async function exits(rig: Rig): Promise<void> {
  const { durationMs } = await rig.environment.shutdown();
  if (durationMs > LONGEST_EXIT_MS) rig.problems.push(`the extension must exit at once, took ${Math.round(durationMs)} ms`);
}

/** A file of the layer is missing. The first invocations are left out of the comparison because V8's heap has not reached its size. */
const missingFile = (file: string, settings: Scenario['settings'], line: RegExp, expect: Scenario['expect']): Scenario => ({
  name: `missing-${file.split('.')[0]}`,
  shows: `${file} is missing from the layer: the extension says so, idles, and keeps no telemetry`,
  form: 'quick',
  alone: true,
  hosts: ['nodejs'],
  settings,
  expect: { mayDrop: true, laterHoldMs: NOT_HELD_MS, ...expect },
  play: async (rig) => {
    await rm(join(rig.environment.root, PRIVATE_FOLDER, file));
    await rig.traffic(5, { lines: 1_000, length: 500 });
    const before = rig.rssMB;
    await rig.traffic(40, { lines: 1_000, length: 1_500 });
    const growthMB = rig.rssMB - before;
    Object.assign(rig.figures, { growthMB: Math.round(growthMB * 10) / 10 });
    if (growthMB > MAX_GROWTH_MB) rig.problems.push(`memory must grow by at most ${MAX_GROWTH_MB} MB, grew by ${growthMB} MB`);
    await exits(rig);
    const said = rig.extension.output.map(({ text }) => text).filter((text) => line.test(text));
    if (said.length !== 1) rig.problems.push(`the log must have one line like ${String(line)}, has ${said.length}`);
  },
});

/** Faults before the first `/event/next`, and right after it. The function must run as without the extension. */
export const START_UP: readonly Scenario[] = [
  {
    name: 'subscription-reset',
    shows: 'the connection breaks during the telemetry subscription: the extension idles',
    form: 'quick',
    options: { telemetry: { subscriptionFault: 'reset' } },
    play: (rig) => idles(rig, /streams nothing: it could not subscribe to the Telemetry API: /),
  },
  {
    name: 'subscription-hangs',
    shows: 'the telemetry subscription is never answered: the extension idles, and the init phase does not time out',
    form: 'quick',
    options: { telemetry: { subscriptionFault: 'hang' } },
    play: (rig) => idles(rig, /streams nothing: it could not subscribe to the Telemetry API: .*no response within 2000 ms/),
  },
  {
    name: 'no-sockets-left',
    shows: 'the extension cannot open the port for telemetry: it idles',
    form: 'quick',
    hosts: ['nodejs'],
    play: async (rig) => {
      const main = join(rig.environment.root, PRIVATE_FOLDER, 'main.cjs');
      await writeFile(main, LISTEN_FAILS + await readFile(main, 'utf8'));
      await idles(rig, /streams nothing: it could not subscribe to the Telemetry API: listen EMFILE: too many open files/);
    },
  },
  {
    name: 'no-telemetry-api',
    shows: 'a local emulator has no Telemetry API, and Kinesis is away: the extension loads nothing, calls nobody and exits at once',
    form: 'quick',
    options: { telemetry: { supported: false } },
    endpoint: 'nowhere',
    expect: { peakRssMB: 60 },
    play: (rig) => idles(rig, /streams nothing: this environment has no Telemetry API/),
  },
  missingFile('kinesis.cjs', {}, /streams nothing, because a part of the extension cannot be loaded: Cannot find module/, {}),
  // Without its pipeline the extension writes no summary.
  missingFile('formats.cjs', { COMPRESSION: 'gzip' }, /streams nothing, because a part of the extension cannot be loaded: Cannot find module/, { killed: true }),
];
