import { App, CfnParameter, Lazy, Size, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { AttachOptions, ExtensionHost, KinesisTelemetryExtension } from '../../../../src';
import { newFunction, newStack, propertiesIn } from '../../fixtures';

const NODEJS = { extensionHost: ExtensionHost.NODEJS };

function stackWith(memorySizes: (number | undefined)[], options: AttachOptions): Stack {
  const stack = newStack();
  const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
  for (const [index, memorySize] of memorySizes.entries()) telemetry.attachTo(newFunction(stack, `F${index}`, { memorySize }), options);
  return stack;
}

function warningsOf(stack: Stack): string[] {
  return Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('cdk-kinesis-telemetry-extension:lowMemory')).map(({ entry }) => String(entry.data));
}

function memoryIn(stack: Stack): unknown[] {
  return propertiesIn<{ MemorySize?: unknown }>(stack, 'AWS::Lambda::Function').map(({ MemorySize }) => MemorySize);
}

test.each([undefined, 128, 1024, Lazy.number({ produce: () => 128 })])('%p MB is enough with the default settings', (memorySize) => {
  expect(warningsOf(stackWith([memorySize], {}))).toEqual([]);
});

test.each([
  [undefined, { bufferMaxSize: Size.mebibytes(64) }, '128 MB; it needs 192 MB (ExtensionHost.NATIVE, a buffer of 64 MB)'],
  [255, { bufferMaxSize: Size.mebibytes(154) }, '255 MB; it needs 256 MB (ExtensionHost.NATIVE, a buffer of 154 MB)'],
  [256, { bufferMaxSize: Size.mebibytes(155) }, '256 MB; it needs 320 MB (ExtensionHost.NATIVE, a buffer of 155 MB)'],
  [128, NODEJS, '128 MB; it needs 192 MB (ExtensionHost.NODEJS, a buffer of 12 MB)'],
])('%p MB is too little with %p, and the warning says how much is needed', (memorySize, options, expected) => {
  const [warning, ...others] = warningsOf(stackWith([memorySize], options));
  expect(others).toEqual([]);
  expect(warning).toContain(`Stack/Telemetry: a function may run out of memory, which a function shares with the extension and, while Kinesis is unreachable, with its buffer:
- Stack/F0: ${expected}
Set memorySize, pass raiseMemory`);
});

test('many functions with too little memory are one warning, which lists twenty of them', () => {
  const warnings = warningsOf(stackWith(Array.from({ length: 40 }, () => 128), NODEJS));
  expect(warnings).toEqual([expect.stringMatching(/^Stack\/Telemetry: 40 functions may run out of memory/)]);
  expect(warnings[0].match(/^- Stack\/F/gm)).toHaveLength(20);
  expect(warnings[0]).toContain('\n- and 20 more\nSet memorySize');
});

test('the memory is checked at the end of synth', () => {
  const stack = newStack();
  const fn = newFunction(stack, 'Function', { memorySize: 128 });
  new KinesisTelemetryExtension(stack, 'Telemetry').attachTo(fn, NODEJS);
  (fn.node.defaultChild as lambda.CfnFunction).memorySize = 512;
  expect(warningsOf(stack)).toEqual([]);
});

test('the memory is not checked when the extension is disabled', () => {
  expect(warningsOf(stackWith([128], { ...NODEJS, enabled: false }))).toEqual([]);
});

test('a second synth does not repeat the warning', () => {
  const app = new App();
  const stack = newStack({}, app);
  new KinesisTelemetryExtension(stack, 'Telemetry').attachTo(newFunction(stack, 'Function', { memorySize: 128 }), NODEJS);
  const messages = [false, true].map((force) => app.synth({ force }).getStackByName('Stack').messages.map(({ entry }) => entry.data));
  expect(messages[0]).toHaveLength(1);
  expect(messages[1]).toEqual(messages[0]);
});

describe('raiseMemory', () => {
  test.each<[given: number | undefined, options: AttachOptions, expected: number | undefined]>([
    [undefined, NODEJS, 192],
    [128, NODEJS, 192],
    [256, NODEJS, 256],
    [undefined, {}, undefined],
    [128, { bufferMaxSize: Size.mebibytes(64) }, 192],
    [128, { ...NODEJS, enabled: false }, 128],
  ])('gives a function of %p MB with %p %p MB, without a warning', (given, options, expected) => {
    const stack = stackWith([given], { ...options, raiseMemory: true });
    expect(memoryIn(stack)).toEqual([expected]);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('in attachToAll raises all functions that have too little, and a new version is published', () => {
    const [raised, plain] = [true, undefined].map((raiseMemory) => {
      const stack = newStack();
      newFunction(stack, 'A', { memorySize: 128 }).addAlias('live');
      newFunction(stack, 'B', { memorySize: 512 });
      new KinesisTelemetryExtension(stack, 'Telemetry', NODEJS).attachToAll(stack, { raiseMemory });
      return stack;
    });
    expect(memoryIn(raised)).toEqual([192, 512]);
    expect(memoryIn(plain)).toEqual([128, 512]);
    const versions = [raised, plain].map((stack) => Object.keys(Template.fromStack(stack).findResources('AWS::Lambda::Version')));
    expect(versions[0]).not.toEqual(versions[1]);
  });

  test('lists what cannot be raised: memory that is known only at deployment', () => {
    const stack = newStack();
    const memorySize = new CfnParameter(stack, 'Memory', { type: 'Number' }).valueAsNumber;
    new KinesisTelemetryExtension(stack, 'Telemetry').attachTo(newFunction(stack, 'Function', { memorySize }), { ...NODEJS, raiseMemory: true });
    expect(warningsOf(stack)).toEqual([expect.stringContaining('- Stack/Function: its memorySize is known only at deployment and cannot be raised; it needs 192 MB')]);
  });
});
