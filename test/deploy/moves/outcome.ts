import { deepStrictEqual, match } from 'node:assert';
import { paginateListAttachedRolePolicies } from '@aws-sdk/client-iam';
import { ExtensionStack, StackName } from './shape';
import { Account } from '../account';
import { writerProblems } from '../permissions';
import { configurationOf, Stage, STREAM_VARIABLE } from '../stage';

export interface Attached {
  /** the first part of the function's logical id */
  readonly title?: string;
  readonly stackOfStream?: ExtensionStack;
  /** where the function is, if not in the region of the stream */
  readonly accountOfFunction?: Account;
}

/** Checks the layer, the stream and the permission of a function, as they are in the account. */
export async function isAttached(stack: StackName, { account, moto }: Stage, attached: Attached = {}): Promise<void> {
  const { title = 'Orders', stackOfStream = 'Platform', accountOfFunction = account } = attached;
  const { Role, Layers = [], Environment } = await configurationOf(stack, title, accountOfFunction);
  const arn = Environment?.Variables?.[STREAM_VARIABLE] ?? '';
  match(arn, new RegExp(`:${Account.REGION}:${Account.ID}:stream/${await streamOf(stackOfStream, account)}$`));
  deepStrictEqual(Layers.length, 1);
  deepStrictEqual(await writerProblems(Role!, arn, account, moto), []);
}

export async function isDetached(stack: StackName, account: Account, title = 'Orders'): Promise<void> {
  const { Role, Layers = [], Environment } = await configurationOf(stack, title, account);
  deepStrictEqual([Layers, Environment?.Variables ?? {}], [[], {}]);
  const policies: string[] = [];
  for await (const { AttachedPolicies = [] } of paginateListAttachedRolePolicies({ client: account.iam }, { RoleName: Role!.split('/').at(-1) })) {
    policies.push(...AttachedPolicies.map(({ PolicyName }) => PolicyName!));
  }
  deepStrictEqual(policies, ['AWSLambdaBasicExecutionRole']);
}

/** The name of the stream that a stack has created. */
export async function streamOf(stack: ExtensionStack, account: Account): Promise<string | undefined> {
  return [...(await account.resourcesOf(stack)).values()].find(({ type }) => type === 'AWS::Kinesis::Stream')?.physicalId;
}
