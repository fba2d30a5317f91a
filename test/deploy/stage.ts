import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { Account, StackResource } from './account';
import { CdkCli } from './cdk-cli';
import { ExampleCopy } from './example-copy';
import { MotoServer } from './moto-server';
import { Report } from './report';
import type { Cleanup } from '../../command-line/cleanup';

const PARAMETERS = { layer: '/telemetry/kinesis/extension/arn', policy: '/telemetry/kinesis/runtime/policy/arn', stream: '/telemetry/kinesis/stream/arn' };
export const STREAM_VARIABLE = 'KINESIS_TELEMETRY_STREAM_ARN';
export const WEB_SHOP = 'WebShop';
export const BACK_OFFICE = 'BackOffice';
export const BACK_OFFICE_APP = ['--app', 'npx tsx back-office.ts'];

/** What all steps of a run share. */
export interface Stage {
  readonly folder: string;
  readonly moto: MotoServer;
  readonly account: Account;
  readonly example: ExampleCopy;
  readonly cdk: CdkCli;
  readonly cleanup: Cleanup;
  readonly report: Report;
  /** The gaps of moto that the run found. */
  readonly gaps: Set<string>;
}

/** The ARNs in SSM. */
export interface Arns {
  readonly layer: string;
  readonly policy: string;
  readonly stream: string;
}

export async function arnsInParameters(account: Account): Promise<Arns> {
  const [layer, policy, stream] = await Promise.all([PARAMETERS.layer, PARAMETERS.policy, PARAMETERS.stream].map((name) => account.parameter(name)));
  return { layer, policy, stream };
}

/** The variables that the example gives to a function, by its logical id. */
export function variablesOf(logicalId: string, stream: string): Record<string, string> {
  return {
    [STREAM_VARIABLE]: stream,
    ...logicalId.startsWith('Payments') && {
      KINESIS_TELEMETRY_MASK: '{"builtIns":["payment-card","email"]}',
      KINESIS_TELEMETRY_SAMPLING: '{"keep":["error"],"minLevel":"error","onlyBelow":"info"}',
    },
  };
}

export async function functionsOf(stackName: string, account: Account): Promise<Map<string, StackResource>> {
  return new Map([...await account.resourcesOf(stackName)].filter(([, { type }]) => type === 'AWS::Lambda::Function'));
}

export async function configurationOf(stackName: string, title: string, account: Account) {
  const found = [...await functionsOf(stackName, account)].find(([logicalId]) => logicalId.startsWith(title));
  if (!found) throw new Error(`${stackName} has no function ${title}`);
  return account.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: found[1].physicalId }));
}
