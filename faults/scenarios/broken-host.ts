import { chmod, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Scenario } from './scenario';
import type { Rig } from '../rig/rig';

const HOST_FILE = `opt/kinesis-telemetry-extension/host-${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}`;
const LAUNCHER = 'opt/extensions/kinesis-telemetry-extension';

/** A text of the extension's program, which the host contains as bytecode. */
const IN_THE_BYTECODE = 'KINESIS_TELEMETRY_STREAM_ARN';

const FAILED = /the extension failed and sends no more telemetry; the function goes on: (.+)/;

const SIGNALS = ['SIGSEGV', 'SIGABRT', 'SIGBUS', 'SIGILL'] as const;

/** What the process of the extension loses is not in the stream. The function must not notice. */
const LOST = { mayDrop: true, killed: true } as const;

function endsProperly(rig: Rig, reason: RegExp): void {
  const lines = rig.extension.output.map(({ text }) => FAILED.exec(text)?.[1]).filter((text) => text !== undefined);
  if (lines.length !== 1 || !reason.test(lines[0])) {
    rig.problems.push(`the log must say once why the extension failed, like ${String(reason)}, said ${JSON.stringify(rig.extension.output.map(({ text }) => text))}`);
  }
  if (rig.extension.exitCode !== 0) rig.problems.push(`the extension must exit with 0 after SHUTDOWN, got ${rig.extension.signal ?? rig.extension.exitCode}`);
  if (rig.extensions.length !== 1) rig.problems.push(`the extension must be started once, was started ${rig.extensions.length} times`);
}

/** The process gets a signal that ends a program, at a moment of its life. */
const crash = (name: string, shows: string, signal: NodeJS.Signals, play: (rig: Rig, crashNow: () => void) => Promise<void>): Scenario => ({
  name: `host-${signal.toLowerCase()}-${name}`,
  shows: `${shows} the native host gets ${signal}: the function goes on, and the extension idles until the end`,
  form: signal === 'SIGSEGV' ? 'quick' : 'long',
  hosts: ['native'],
  expect: LOST,
  play: async (rig) => {
    await play(rig, () => process.kill(rig.extension.pid ?? 0, signal));
    await rig.traffic(3, { lines: 5 });
    await rig.shutdown();
    endsProperly(rig, new RegExp(signal));
  },
});

const CRASHES = SIGNALS.flatMap((signal) => [
  crash('after-init', 'before the first invocation', signal, async (rig, crashNow) => {
    await rig.environment.init();
    crashNow();
  }),
  crash('in-invocation', 'in an invocation', signal, async (rig, crashNow) => {
    await rig.traffic(2);
    await rig.during(async () => {
      crashNow();
      await rig.pause(50);
    });
  }),
  crash('between', 'while it waits for the next event', signal, async (rig, crashNow) => {
    await rig.traffic(2);
    crashNow();
    await rig.pause(50);
  }),
  crash('in-call', 'while a call to Kinesis hangs', signal, async (rig, crashNow) => {
    await rig.traffic(2);
    rig.proxy.next({ call: { kind: 'hang' } });
    const running = rig.invoke({ lines: 10 });
    await rig.pause(100);
    crashNow();
    await running;
  }),
]);

/** The files or the limits of the process are broken before it starts. */
const start = (name: string, shows: string, reason: RegExp, breakIt: (root: string) => Promise<void>): Scenario => ({
  name: `host-${name}`,
  shows: `${shows}: the function goes on, and the extension idles`,
  form: 'quick',
  hosts: ['native'],
  expect: LOST,
  play: async (rig) => {
    await breakIt(rig.environment.root);
    await rig.traffic(3, { lines: 5 });
    await rig.shutdown();
    endsProperly(rig, reason);
  },
});

/** Starts the host with limits, as a small environment would. */
const limited = (limits: string) => (root: string) =>
  writeFile(join(root, LAUNCHER), `#!/bin/sh\n${limits}\nexec "\${0%/*}/../../${HOST_FILE}"\n`);

const BROKEN_STARTS: readonly Scenario[] = [
  start('damaged-bytecode', 'a byte of the bytecode has changed', /bytecode in the program file is damaged/, async (root) => {
    const file = join(root, HOST_FILE);
    const program = await readFile(file);
    const at = program.lastIndexOf(IN_THE_BYTECODE);
    if (at < 0) throw new Error(`the host must contain ${IN_THE_BYTECODE}`);
    program[at] ^= 1;
    await writeFile(file, program);
  }),
  // Where it ends depends on the size of the program: in the host, or in the engine.
  start('no-memory', 'there is no memory for the engine', /memory|allocation failed/i, limited('ulimit -v 4000')),
];

/** Without a host that can be executed, the launcher takes the function's Node.js. */
const fallback = (name: string, breakIt: (file: string) => Promise<void>): Scenario => ({
  name: `host-${name}`,
  shows: `the file of the native host is ${name}: on Node.js the extension runs on Node.js, and delivers everything`,
  form: 'quick',
  hosts: ['native'],
  // Node.js needs more than the native host.
  expect: { peakRssMB: 130 },
  play: async (rig) => {
    await breakIt(join(rig.environment.root, HOST_FILE));
    await rig.traffic(3, { lines: 5 });
  },
});

export const BROKEN_HOST: readonly Scenario[] = [
  ...CRASHES,
  ...BROKEN_STARTS,
  fallback('missing', (file) => rm(file)),
  fallback('empty', (file) => truncate(file, 0)),
  fallback('not-executable', (file) => chmod(file, 0o644)),
  {
    name: 'host-without-sockets',
    shows: 'the extension may open no more files: it idles, and the function goes on',
    form: 'quick',
    hosts: ['native'],
    expect: LOST,
    play: async (rig) => {
      await limited('ulimit -n 9')(rig.environment.root);
      await rig.traffic(3, { lines: 5 });
      await rig.shutdown();
      const { exitCode, signal, output } = rig.extension;
      if (exitCode !== 0) rig.problems.push(`the extension must exit with 0 after SHUTDOWN, got ${signal ?? exitCode}`);
      if (output.length === 0) rig.problems.push('the extension must say why it idles');
    },
  },
];
