import { deepStrictEqual, rejects } from 'node:assert';
import { CreateStackCommand, DeleteStackCommand } from '@aws-sdk/client-cloudformation';
import { MovesApp } from './moves-app';
import { isAttached, isDetached } from './outcome';
import { Shape } from './shape';
import { Stage } from '../stage';

/** Attaches, detaches and moves a function, and deploys the stacks one by one in orders that exports would block. */
export async function moves(stage: Stage): Promise<void> {
  const { account, report } = stage;
  const app = new MovesApp(stage);
  const before = await account.inventory();
  await refusesToDeleteExportsInUse(stage);

  const apart: Shape = { orders: 'Shop', isAttached: false };
  await app.deployAll(apart);
  const platform = await account.resourcesOf('Platform');
  const unchanged = async () => deepStrictEqual(await account.resourcesOf('Platform'), platform, 'the stack of the stream has changed');

  await app.deploy({ ...apart, isAttached: true }, 'Shop');
  await isAttached('Shop', stage);
  report.covered('a function of another stack is attached by a deployment of its own stack only');

  await app.deploy(apart, 'Platform', 'Shop');
  await isDetached('Shop', account);
  report.covered('the last function of another stack is detached, the stack of the stream first');

  await app.deploy({ ...apart, isReading: true, isAttached: true }, 'Shop');
  await app.deploy(apart, 'Platform', 'Shop');
  await unchanged();
  report.covered('a consumer of another stack is added, and removed with the stack of the stream first');

  await app.deploy({ ...apart, isAttached: true }, 'Shop');
  await app.deploy({ orders: 'Platform', isAttached: true }, 'Platform', 'Shop');
  await isAttached('Platform', stage);
  await app.deploy({ ...apart, isAttached: true }, 'Shop', 'Platform');
  await isAttached('Shop', stage);
  await unchanged();
  report.covered('an attached function moves into the stack of the stream and back, in both orders');

  await app.destroy(apart);
  const circle: Shape = { ...apart, isAttached: true, circle: true };
  await app.deployAll(circle);
  await isAttached('Shop', stage);
  await isAttached('Platform', stage, { title: 'Payments' });
  report.covered('the stack of a stream with a name needs a bucket of the stack with the attached function, and its key names the role of one');

  await app.destroy(circle);
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
