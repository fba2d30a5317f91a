import { Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { ExtensionHost, KinesisTelemetryExtension } from '../../../src';
import * as layerContents from '../../../src/resources/layer-contents';
import { functionsIn, IRELAND, newFunction, newStack } from '../fixtures';

const HOST_VARIABLE = 'KINESIS_TELEMETRY_HOST';

/** https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html: the deprecated and the supported runtimes on Amazon Linux 2 and 2023. */
const NEW_ENOUGH = [
  'nodejs10.x', 'nodejs12.x', 'nodejs14.x', 'nodejs16.x', 'nodejs18.x', 'nodejs20.x', 'nodejs22.x', 'nodejs24.x',
  'python3.8', 'python3.9', 'python3.10', 'python3.11', 'python3.12', 'python3.13', 'python3.14',
  'java8.al2', 'java11', 'java17', 'java21', 'java25', 'dotnetcore3.1', 'dotnet6', 'dotnet8', 'dotnet9', 'dotnet10',
  'ruby2.7', 'ruby3.2', 'ruby3.3', 'ruby3.4', 'provided.al2', 'provided.al2023', 'rust1.x', 'python4.0',
];

const ON_AMAZON_LINUX_1 = [
  'nodejs', 'nodejs4.3', 'nodejs6.10', 'nodejs8.10', 'python2.7', 'python3.6', 'python3.7', 'java8', 'dotnetcore1.0', 'dotnetcore2.0', 'dotnetcore2.1',
  'go1.x', 'ruby2.5', 'provided',
];

function on(stack: Stack, runtime: string, props: Partial<lambda.FunctionProps> = {}): lambda.Function {
  return newFunction(stack, 'Function', {
    // CDK itself refuses Node.js code without a name such as nodejs22.x, and inline code for most runtimes.
    runtime: known(runtime), code: lambda.Code.fromAsset(__dirname), ...props,
  });
}

function known(name: string): lambda.Runtime {
  return lambda.Runtime.ALL.find((runtime) => runtime.name === name) ?? new lambda.Runtime(name, lambda.RuntimeFamily.OTHER);
}

test('every runtime that CDK knows can be attached, but those on Amazon Linux 1: a runtime that is newer than these lists, too', () => {
  const names = lambda.Runtime.ALL.map(({ name }) => name)
    .filter((name) => name !== lambda.Runtime.FROM_IMAGE.name && !ON_AMAZON_LINUX_1.includes(name));
  for (const runtime of [...names, 'python9.99', 'ofTomorrow1.x']) {
    const stack = newStack();
    new KinesisTelemetryExtension(stack, 'Telemetry').attachTo(on(stack, runtime));
    expect(functionsIn(stack)[0].Layers).toHaveLength(1);
  }
});

describe.each([lambda.Architecture.X86_64, lambda.Architecture.ARM_64])('on %p', (architecture) => {
  test.each(NEW_ENOUGH)('a function on %s gets the layer, the settings and the permission, without a warning', (runtime) => {
    const stack = newStack();
    new KinesisTelemetryExtension(stack, 'Telemetry').attachTo(on(stack, runtime, { architecture }));
    const [{ Layers, Environment }] = functionsIn(stack);
    expect(Layers).toHaveLength(1);
    expect(Object.keys(Environment.Variables)).toEqual(['KINESIS_TELEMETRY_STREAM_ARN']);
    Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('cdk-kinesis-telemetry-extension:'));
  });
});

test.each(ON_AMAZON_LINUX_1)('a function on %s is an error that names a newer runtime', (runtime) => {
  const stack = newStack();
  const fn = on(stack, runtime);
  expect(() => new KinesisTelemetryExtension(stack, 'Telemetry').attachTo(fn)).toThrow(new RegExp(`^Stack/Function runs on ${runtime}: this runtime is on `
    + 'Amazon Linux 1, which Lambda no longer supports, and the extension needs Amazon Linux 2 or newer. Set the function\'s runtime to a newer '
    + 'one, such as lambda\\.Runtime\\.[A-Z0-9_]+$'));
});

test.each(ON_AMAZON_LINUX_1)('the newer runtime that the error for %s names exists', (runtime) => {
  const stack = newStack();
  const fn = on(stack, runtime);
  let message = '';
  try {
    new KinesisTelemetryExtension(stack, 'Telemetry').attachTo(fn);
  } catch (error) {
    message = (error as Error).message;
  }
  const name = /lambda\.Runtime\.(\w+)$/.exec(message)?.[1] ?? '';
  expect(NEW_ENOUGH).toContain((lambda.Runtime as unknown as Record<string, lambda.Runtime | undefined>)[name]?.name);
});

test('attachToAll attaches functions on all of these runtimes', () => {
  const stack = newStack();
  for (const runtime of ['python3.13', 'java21', 'provided.al2023', 'nodejs20.x']) on(new Stack(stack, runtime.replace('.', '-')), runtime);
  new KinesisTelemetryExtension(stack, 'Telemetry').attachToAll(stack);
  for (const child of stack.node.children.filter((one): one is Stack => Stack.isStack(one))) expect(functionsIn(child)[0].Layers).toHaveLength(1);
});

describe('ExtensionHost.NODEJS', () => {
  test('is written for the functions of the construct', () => {
    const stack = newStack();
    new KinesisTelemetryExtension(stack, 'Telemetry', { extensionHost: ExtensionHost.NODEJS }).attachTo(newFunction(stack));
    expect(functionsIn(stack)[0].Environment.Variables).toMatchObject({ [HOST_VARIABLE]: 'nodejs' });
  });

  test('of the construct can be replaced by ExtensionHost.NATIVE for one function, which needs no variable', () => {
    const stack = newStack();
    const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry', { extensionHost: ExtensionHost.NODEJS });
    telemetry.attachTo(on(stack, 'python3.13'), { extensionHost: ExtensionHost.NATIVE });
    expect(functionsIn(stack)[0].Environment.Variables).not.toHaveProperty(HOST_VARIABLE);
  });

  test.each(['nodejs20.x', 'python3.13', 'java21', 'provided.al2023'])('is an error for a function on %s', (runtime) => {
    const stack = newStack();
    const fn = on(stack, runtime);
    expect(() => new KinesisTelemetryExtension(stack, 'Telemetry').attachTo(fn, { extensionHost: ExtensionHost.NODEJS })).toThrow(
      `Stack/Function runs on ${runtime}: ExtensionHost.NODEJS runs the extension on the function's own Node.js, which must be nodejs22.x or newer. `
      + 'Remove extensionHost for this function: ExtensionHost.NATIVE runs beside every runtime');
  });

  test.each([
    ['of the construct', { extensionHost: ExtensionHost.NODEJS }, {}],
    ['of attachToAll', {}, { extensionHost: ExtensionHost.NODEJS }],
  ])('%s: attachToAll skips functions that have no such Node.js, and lists them', (_, props, options) => {
    const stack = newStack();
    on(stack, 'python3.13');
    newFunction(stack, 'Ours');
    new KinesisTelemetryExtension(stack, 'Telemetry', props).attachToAll(stack, options);
    expect(functionsIn(stack).map((fn) => fn.Layers?.length)).toEqual([undefined, 1]);
    Annotations.fromStack(stack).hasInfo('*', Match.stringLikeRegexp('- Stack/Function: it runs on python3.13: ExtensionHost.NODEJS runs the extension on'));
  });

  test('needs 183 MB of memory, and fewer are a warning', () => {
    const warnings = [182, 183].map((memorySize) => {
      const stack = newStack();
      new KinesisTelemetryExtension(stack, 'Telemetry', { extensionHost: ExtensionHost.NODEJS }).attachTo(newFunction(stack, 'Function', { memorySize }));
      return Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('lowMemory')).map(({ entry }) => entry.data);
    });
    expect(warnings).toEqual([[expect.stringMatching(/Stack\/Function: 182 MB; it needs 192 MB \(ExtensionHost.NODEJS[^]*use ExtensionHost.NATIVE/)], []]);
  });
});

describe('with a layer that was built without Rust', () => {
  function builtFor(...nativeArchitectures: string[]): Stack {
    jest.spyOn(layerContents, 'contentsOf').mockReturnValue({ nativeArchitectures });
    return newStack({ env: IRELAND });
  }

  afterEach(() => { jest.restoreAllMocks(); });

  const warnings = (stack: Stack) => Annotations.fromStack(stack).findWarning('/Stack/Function', Match.stringLikeRegexp('noNativeHost'))
    .map(({ entry }) => String(entry.data));

  test('a function on Node.js 22 runs the extension on its own Node.js, which is a warning', () => {
    const stack = builtFor();
    new KinesisTelemetryExtension(stack, 'Telemetry').attachTo(newFunction(stack));
    expect(functionsIn(stack)[0].Layers).toHaveLength(1);
    expect(warnings(stack)).toEqual([expect.stringMatching('^Stack/Function: the layer of this package was built without the native host for x86_64, as on a '
      + 'machine without Rust, so the extension runs on the function\'s Node.js')]);
  });

  test('ExtensionHost.NODEJS is no warning', () => {
    const stack = builtFor();
    new KinesisTelemetryExtension(stack, 'Telemetry', { extensionHost: ExtensionHost.NODEJS }).attachTo(newFunction(stack));
    expect(warnings(stack)).toEqual([]);
  });

  test.each(['python3.13', 'nodejs20.x', 'provided.al2023'])('a function on %s is an error that says how to build the host', (runtime) => {
    const stack = builtFor();
    const fn = on(stack, runtime);
    expect(() => new KinesisTelemetryExtension(stack, 'Telemetry').attachTo(fn)).toThrow(`Stack/Function runs on ${runtime}, but the layer of this package was `
      + 'built without the native host for x86_64, as on a machine without Rust. Install Rust and run "npm run build:layer"');
  });

  test('for one architecture only, functions of the other are an error', () => {
    const stack = builtFor('x86_64');
    const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
    telemetry.attachTo(on(stack, 'python3.13'));
    const arm = newFunction(stack, 'Arm', { runtime: lambda.Runtime.PYTHON_3_13, architecture: lambda.Architecture.ARM_64 });
    expect(() => telemetry.attachTo(arm)).toThrow('Stack/Arm runs on python3.13, but the layer of this package was built without the native host for arm64');
  });

  test('the layer of another app is not checked', () => {
    const stack = builtFor();
    KinesisTelemetryExtension.fromParameters(stack, 'Telemetry').attachTo(on(stack, 'python3.13'));
    expect(functionsIn(stack)[0].Layers).toHaveLength(1);
  });
});
