import { join } from 'node:path';
import { App, AspectPriority, Aspects, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { KinesisTelemetryExtension } from '../../src';

const STAGES = ['Beta', 'Gamma', 'Production'];
const NESTED_STACKS = ['Catalogue', 'Orders', 'Payments', 'Shipping'];
const FUNCTIONS_EACH = 25;
const HANDLERS = join(__dirname, '../../examples/functions');

/** Enough to avoid the warning about memory. */
const ENOUGH_MEMORY_MB = 256;

/** The number of functions in {@link largeApp}. */
export const FUNCTIONS_IN_LARGE_APP = STAGES.length * NESTED_STACKS.length * FUNCTIONS_EACH;

/** Adds 300 functions in twelve nested stacks and three stages. Each stage has a platform stack for the stream. */
export function largeApp(app: App, telemetry: 'with telemetry' | 'without telemetry', memorySize: number = ENOUGH_MEMORY_MB): void {
  for (const name of STAGES) {
    const stage = new Stage(app, name);
    const platform = new Stack(stage, 'Platform');
    const services = new Stack(stage, 'Services');
    for (const id of NESTED_STACKS) addFunctions(new NestedStack(services, id), memorySize);
    if (telemetry === 'without telemetry') continue;
    Aspects.of(stage).add(new KinesisTelemetryExtension(platform, 'Telemetry').asAspect(), { priority: AspectPriority.MUTATING });
  }
}

function addFunctions(stack: NestedStack, memorySize: number): void {
  for (let number = 1; number <= FUNCTIONS_EACH; number++) {
    new lambda.Function(stack, `Function${number}`, {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      memorySize,
      code: lambda.Code.fromAsset(HANDLERS),
      environment: { NUMBER: `${number}` },
    });
  }
}
