import { deepStrictEqual, match, ok, rejects } from 'node:assert';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateStackCommand, DeleteStackCommand } from '@aws-sdk/client-cloudformation';
import { paginateListAttachedRolePolicies } from '@aws-sdk/client-iam';
import { Shape } from './shape';
import { writerProblems } from '../permissions';
import { configurationOf, Stage, STREAM_VARIABLE } from '../stage';

const STACKS = ['Platform', 'Shop'] as const;
type StackName = typeof STACKS[number];

/** Attaches, detaches and moves a function, and deploys the stacks one by one in orders that exports would block. */
export async function moves(stage: Stage): Promise<void> {
  const { cdk, account, example, report } = stage;
  for (const file of ['app.ts', 'shape.ts']) cpSync(join(__dirname, file), join(example.app, 'moves', file));
  const app = (shape: Shape) => ['--app', 'npx tsx moves/app.ts', '-c', `shape=${JSON.stringify(shape)}`];
  const deploy = async (shape: Shape, ...order: StackName[]) => {
    for (const stack of order) await cdk.run('deploy', stack, '--exclusively', ...app(shape), '--require-approval', 'never');
    noReferences(stage);
  };
  const before = await account.inventory();
  await refusesToDeleteExportsInUse(stage);

  const apart: Shape = { orders: 'Shop', isAttached: false };
  await cdk.run('deploy', '--all', ...app(apart), '--require-approval', 'never');
  const platform = await account.resourcesOf('Platform');
  const unchanged = async () => deepStrictEqual(await account.resourcesOf('Platform'), platform, 'the stack of the stream has changed');

  await deploy({ ...apart, isAttached: true }, 'Shop');
  await isAttached('Shop', stage);
  report.covered('a function of another stack is attached by a deployment of its own stack only');

  await deploy(apart, 'Platform', 'Shop');
  await isDetached('Shop', stage);
  report.covered('the last function of another stack is detached, the stack of the stream first');

  await deploy({ ...apart, isReading: true, isAttached: true }, 'Shop');
  await deploy(apart, 'Platform', 'Shop');
  await unchanged();
  report.covered('a consumer of another stack is added, and removed with the stack of the stream first');

  await deploy({ ...apart, isAttached: true }, 'Shop');
  await deploy({ orders: 'Platform', isAttached: true }, 'Platform', 'Shop');
  await isAttached('Platform', stage);
  await deploy({ ...apart, isAttached: true }, 'Shop', 'Platform');
  await isAttached('Shop', stage);
  await unchanged();
  report.covered('an attached function moves into the stack of the stream and back, in both orders');

  await cdk.run('destroy', '--all', '--force', ...app(apart));
  const circle: Shape = { ...apart, isAttached: true, circle: true };
  await cdk.run('deploy', '--all', ...app(circle), '--require-approval', 'never');
  await isAttached('Shop', stage);
  await isAttached('Platform', stage, 'Payments');
  report.covered('the stack of a stream with a name needs a bucket of the stack with the attached function, and its key names the role of one');

  await cdk.run('destroy', '--all', '--force', ...app(circle));
  deepStrictEqual([...await account.inventory()].filter((resource) => !before.has(resource)), []);
}

/** Proves that this account would refuse what exports block. */
async function refusesToDeleteExportsInUse({ account }: Stage): Promise<void> {
  const parameter = (Name: string, Value: unknown) => ({
    Resources: { Parameter: { Type: 'AWS::SSM::Parameter', Properties: { Name, Type: 'String', Value } } },
  });
  const create = async (StackName: string, template: object) =>
    account.cloudFormation.send(new CreateStackCommand({ StackName, TemplateBody: JSON.stringify(template) }));
  const remove = async (StackName: string) => account.cloudFormation.send(new DeleteStackCommand({ StackName }));
  await create('Exporting', { ...parameter('/exporting', 'x'), Outputs: { Value: { Value: 'x', Export: { Name: 'exported' } } } });
  await create('Importing', parameter('/importing', { 'Fn::ImportValue': 'exported' }));
  await rejects(remove('Exporting'), /exported.*in use by.*Importing/);
  await remove('Importing');
  await remove('Exporting');
}

/** Telemetry causes no export and no import. */
function noReferences({ example }: Stage): void {
  for (const stack of STACKS) {
    const template = readFileSync(join(example.app, 'cdk.out', `${stack}.template.json`), 'utf8');
    ok(!/"Fn::ImportValue"|"Export"/.test(template), `${stack} has an export or an import:\n${template}`);
  }
}

async function isAttached(stack: StackName, stage: Stage, title = 'Orders'): Promise<void> {
  const { account, moto } = stage;
  const { Role, Layers = [], Environment } = await configurationOf(stack, title, account);
  const stream = [...(await account.resourcesOf('Platform')).values()].find(({ type }) => type === 'AWS::Kinesis::Stream');
  const arn = Environment?.Variables?.[STREAM_VARIABLE] ?? '';
  match(arn, new RegExp(`:stream/${stream!.physicalId}$`));
  deepStrictEqual(Layers.length, 1);
  deepStrictEqual(await writerProblems(Role!, arn, account, moto), []);
}

async function isDetached(stack: StackName, { account }: Stage): Promise<void> {
  const { Role, Layers = [], Environment } = await configurationOf(stack, 'Orders', account);
  deepStrictEqual([Layers, Environment?.Variables ?? {}], [[], {}]);
  const policies: string[] = [];
  for await (const { AttachedPolicies = [] } of paginateListAttachedRolePolicies({ client: account.iam }, { RoleName: Role!.split('/').at(-1) })) {
    policies.push(...AttachedPolicies.map(({ PolicyName }) => PolicyName!));
  }
  deepStrictEqual(policies, ['AWSLambdaBasicExecutionRole']);
}
