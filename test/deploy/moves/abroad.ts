import { deepStrictEqual } from 'node:assert';
import { MovesApp } from './moves-app';
import { isAttached, isDetached } from './outcome';
import { Shape } from './shape';
import { Account } from '../account';
import { Stage } from '../stage';

/** Attaches the first function of another region. No stack has an account. The stream keeps the name that CloudFormation gave it. */
export async function abroad(stage: Stage): Promise<void> {
  const { account, cleanup, moto, report } = stage;
  const app = new MovesApp(stage);
  const otherRegion = new Account(moto.endpoint, Account.OTHER_REGION);
  cleanup.add(async () => otherRegion.destroy());
  const inventory = async () => [...await account.inventory(), ...await otherRegion.inventory()];
  const before = new Set(await inventory());

  const atHome: Shape = { orders: 'Shop', isAttached: true, regions: { home: Account.REGION, abroad: Account.OTHER_REGION } };
  await app.deployAll(atHome);
  await isAttached('Shop', stage);
  const resources = await account.resourcesOf('Platform');
  const unchanged = async () => deepStrictEqual(await account.resourcesOf('Platform'), resources, 'a resource beside the stream has changed, or the stream');

  const attached: Shape = { ...atHome, isAttachedAbroad: true };
  await app.deploy(attached, 'Platform', 'Abroad');
  await unchanged();
  await isAttached('Abroad', stage, { title: 'Refunds', accountOfFunction: otherRegion });
  await isAttached('Shop', stage);
  report.covered('the first function of another region is attached, in stacks without an account: the stream is not replaced');

  await app.deploy(atHome, 'Platform', 'Abroad');
  await unchanged();
  await isDetached('Abroad', otherRegion, 'Refunds');
  report.covered('the last function of another region is detached, the stack of the stream first');

  await app.destroy(atHome);
  deepStrictEqual((await inventory()).filter((resource) => !before.has(resource)), []);
}
