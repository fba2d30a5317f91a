import { App, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { addFunctionsOfDeployments, addMixedFunctions } from './mixed-functions';
import { KinesisTelemetryExtension } from '../../src';

/** Each stage is in an account of its own. */
const STAGES = { Beta: '111111111111', Gamma: '222222222222', Production: '333333333333' };
const NESTED_STACKS = ['Api', 'Jobs'];
const FUNCTIONS_EACH = 25;
const REGION = 'eu-west-1';

/** The numbers of functions that {@link mixedApp} takes: a multiple of this. */
export const FUNCTIONS_IN_SERVICES = Object.keys(STAGES).length * NESTED_STACKS.length * FUNCTIONS_EACH;

/**
 * Adds an app such as large companies have: three stages with a platform and many services, each with nested stacks. The functions are of all
 * kinds and runtimes, beside CDK's own functions. With telemetry, `attachToAll` attaches what it can.
 */
export function mixedApp(app: App, count: number, telemetry: 'with telemetry' | 'without telemetry'): void {
  if (count % FUNCTIONS_IN_SERVICES !== 0) throw new Error(`count must be a multiple of ${FUNCTIONS_IN_SERVICES}, got ${count}`);
  for (const [name, account] of Object.entries(STAGES)) {
    const stage = new Stage(app, name, { env: { account, region: REGION } });
    const platform = new Stack(stage, 'Platform');
    const vpc = new ec2.Vpc(platform, 'Vpc', { natGateways: 1, maxAzs: 2 });
    for (let number = 1; number <= count / FUNCTIONS_IN_SERVICES; number++) addService(stage, `Service${number}`, vpc);
    if (telemetry === 'with telemetry') new KinesisTelemetryExtension(platform, 'Telemetry').attachToAll(stage);
  }
}

function addService(stage: Stage, id: string, vpc: ec2.IVpc): void {
  const service = new Stack(stage, id);
  addFunctionsOfDeployments(service);
  for (const name of NESTED_STACKS) addMixedFunctions(new NestedStack(service, name), vpc, FUNCTIONS_EACH);
}
