import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { KinesisTelemetryExtension } from '../../../src';
import { Attachment } from '../../../src/attach/attachment';
import { L2Function } from '../../../src/function/l2-function';
import { TelemetryLayer } from '../../../src/resources/telemetry-layer';
import { TelemetryPolicy } from '../../../src/resources/telemetry-policy';
import { EndOfSynth } from '../../../src/survey/end-of-synth';
import { FEATURE_FLAGS, logicalIdsIn, newApp, newFunction, newStack } from '../fixtures';

let folder: string;
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'layer-')); });
afterAll(() => rmSync(folder, { recursive: true }));

function archive(content: string): string {
  const file = join(folder, `${content}.zip`);
  writeFileSync(file, content);
  return file;
}

/** Returns the logical ids of the function versions in a stack whose layer has the given content. */
function versionsWith(content: string, context: Record<string, unknown>): string[] {
  const stack = newStack({}, newApp(context));
  const fn = newFunction(stack);
  const stream = new kinesis.Stream(stack, 'Stream');
  const layer = new TelemetryLayer(stack, {}, archive(content));
  const policy = new TelemetryPolicy(stack, { streamArn: stream.streamArn });
  const resources = { layer, layerContentHash: layer.contentHash, stream, policy, ownPolicy: () => policy };
  new lambda.Alias(stack, 'Alias', { aliasName: 'live', version: fn.currentVersion });
  new Attachment(new L2Function(fn), { owner: stack, resources, environment: {}, options: {}, endOfSynth: new EndOfSynth() });
  return logicalIdsIn(stack, 'AWS::Lambda::Version');
}

describe.each(FEATURE_FLAGS)('the current version of an attached function, with %s', (_, context) => {
  test('changes when the layer changes, so that aliases use the new layer (recognizeLayerVersion)', () => {
    expect(versionsWith('one', context)).not.toEqual(versionsWith('two', context));
  });

  test('does not change when the layer does not change', () => {
    expect(versionsWith('one', context)).toEqual(versionsWith('one', context));
  });
});

function currentVersionWith(attach: (stack: Stack, fn: lambda.Function) => void): string[] {
  const stack = newStack();
  const fn = newFunction(stack);
  expect(fn.currentVersion.version).toBeDefined();
  attach(stack, fn);
  return logicalIdsIn(stack, 'AWS::Lambda::Version');
}

test('attaching a function creates a new version, and so does changing a setting', () => {
  const versions = [
    currentVersionWith(() => undefined),
    currentVersionWith((stack, fn) => new KinesisTelemetryExtension(stack, 'Telemetry').attachTo(fn)),
    currentVersionWith((stack, fn) => new KinesisTelemetryExtension(stack, 'Telemetry', { enabled: false }).attachTo(fn)),
  ];
  expect(new Set(versions.flat()).size).toBe(3);
});

test('a missing archive is an error that says how to build or install it', () => {
  const file = join(folder, 'missing.zip');
  expect(() => new TelemetryLayer(newStack(), {}, file)).toThrow(`The prebuilt extension is missing: ${file} does not exist. `
    + 'Run "npm run build:layer" in a clone of the repository; otherwise reinstall cdk-kinesis-telemetry-extension');
});

test('finds the archive from any working directory', () => {
  const before = process.cwd();
  process.chdir(folder);
  try {
    expect(() => new KinesisTelemetryExtension(newStack(), 'Telemetry')).not.toThrow();
  } finally {
    process.chdir(before);
  }
});
