import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { lineOf } from './records';
import * as source from '../../consumer-src';
import { nodeBinary } from '../../simulator';

const ROOT = resolve(__dirname, '../..');
const NAME = 'cdk-kinesis-telemetry-extension';
const record = Buffer.from(lineOf(1)).toString('base64');

/** A folder in which only the built consumer module is installed. */
const app = mkdtempSync(join(tmpdir(), 'consumer-'));

beforeAll(() => {
  const installed = join(app, 'node_modules', NAME);
  mkdirSync(installed, { recursive: true });
  cpSync(join(ROOT, 'package.json'), join(installed, 'package.json'));
  cpSync(join(ROOT, 'consumer'), join(installed, 'consumer'), { recursive: true });
});

afterAll(() => rmSync(app, { recursive: true, force: true }));

const run = (node: string, ...args: string[]): unknown => JSON.parse(execFileSync(node, args, { cwd: app, env: {} }).toString());

describe.each([
  ['the oldest supported Node.js', process.execPath],
  ['nodejs22.x', nodeBinary('nodejs22.x')],
  ['nodejs24.x', nodeBinary('nodejs24.x')],
])('on %s', (_, node) => {
  const body = `
    const loaded = process.moduleLoadList.length;
    const [envelope] = consumer.decodeRecord({ data: '${record}' });
    console.log(JSON.stringify({
      names: Object.keys(consumer).filter((name) => name !== 'default' && name !== 'module.exports').sort(), sequence: envelope.sequence,
      zlib: process.moduleLoadList.includes('NativeModule zlib'), more: process.moduleLoadList.length - loaded,
    }));`;
  const expected = { names: Object.keys(source).sort(), sequence: 1, zlib: false };

  test('CommonJS exports all names, needs no other package, and does not load zlib for uncompressed records', () => {
    expect(run(node, '-e', `const consumer = require('${NAME}/consumer'); ${body}`)).toMatchObject(expected);
  });

  test('ES modules export the same', () => {
    expect(run(node, '--input-type=module', '-e', `import * as consumer from '${NAME}/consumer'; ${body}`)).toMatchObject(expected);
  });
});

test.each(['index.js', 'index.mjs'])('%s imports nothing and is small', (file) => {
  const code = readFileSync(join(ROOT, 'consumer', file), 'utf8');
  expect(code).not.toMatch(/\brequire\(|^import /m);
  expect(code.length).toBeLessThan(40_000);
});

test.each([
  ['node16', 'node16', 'ts'], ['node16', 'node16', 'mts'], ['node16', 'node16', 'cts'], ['nodenext', 'nodenext', 'mts'],
  ['bundler', 'esnext', 'ts'], ['node10', 'commonjs', 'ts'],
])('types resolve with moduleResolution %s (module %s, .%s) and do not need the types of Node.js', (moduleResolution, module, extension) => {
  const main = `main.${extension}`;
  writeFileSync(join(app, main), `
    import { CompletenessChecker, decodeRecord, isKnown, RecordError } from '${NAME}/consumer';
    import type { Envelope, PlatformReport } from '${NAME}/consumer';
    export function durations(data: Uint8Array): number[] {
      const checker = new CompletenessChecker({ maxEnvironments: 1 });
      return decodeRecord(data).flatMap((envelope: Envelope) => {
        if (checker.add(envelope) === 'duplicate' || !isKnown(envelope) || envelope.type !== 'platform.report') return [];
        const report: PlatformReport = envelope.record;
        return [report.metrics.durationMs];
      });
    }
    export const isOurs = (error: unknown): boolean => error instanceof RecordError && error.code === 'foreign';
    type Taken = Parameters<typeof decodeRecord>[0];
    export const isTyped: 0 extends 1 & Taken ? false : true = true;
    export const refusesNumbers: number extends Taken ? false : true = true;
  `);
  // The test covers deprecated options on purpose.
  writeFileSync(join(app, 'tsconfig.json'), JSON.stringify({
    compilerOptions: { module, moduleResolution, strict: true, noEmit: true, types: [], target: 'es2022', lib: ['es2022'], ignoreDeprecations: '6.0' },
    files: [main],
  }));
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  try {
    execFileSync(process.execPath, [tsc, '-p', app]);
  } catch (error) {
    throw new Error(String((error as { readonly stdout: Buffer }).stdout));
  }
});
