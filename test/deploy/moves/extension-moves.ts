import { deepStrictEqual, notStrictEqual, strictEqual } from 'node:assert';
import { MovesApp } from './moves-app';
import { isAttached, streamOf } from './outcome';
import { Shape } from './shape';
import { Stage } from '../stage';

/** Moves the extension to another stack, while the function of a third stack stays attached. */
export async function movesOfExtension(stage: Stage): Promise<void> {
  const { account, report } = stage;
  const app = new MovesApp(stage);
  const before = await account.inventory();
  const inPlatform: Shape = { telemetry: 'Platform', orders: 'Shop', isAttached: true };
  await app.deployAll(inPlatform);
  await isAttached('Shop', stage);
  const first = await streamOf('Platform', account);

  // The names of the parameters are taken until the old stack is deployed.
  const inHub: Shape = { ...inPlatform, telemetry: 'Hub' };
  await app.deploy(inHub, 'Platform', 'Hub', 'Shop');
  strictEqual(await streamOf('Platform', account), undefined);
  await isAttached('Shop', stage, { stackOfStream: 'Hub' });
  notStrictEqual(await streamOf('Hub', account), first);
  report.covered('the extension moves to another stack, while a function of a third stack stays attached: the old stack first');

  const back: Shape = { ...inPlatform, parameterPrefix: '/moves/back' };
  await app.deploy(back, 'Platform', 'Shop');
  await isAttached('Shop', stage);
  await app.deploy(back, 'Hub');
  strictEqual(await streamOf('Hub', account), undefined);
  await isAttached('Shop', stage);
  report.covered('it moves back with another parameterPrefix, without a moment in which the function has no stream: the old stack last');

  await app.destroy(back);
  deepStrictEqual([...await account.inventory()].filter((resource) => !before.has(resource)), []);
}
