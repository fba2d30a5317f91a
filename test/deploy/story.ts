import { ok } from 'node:assert';
import { Account } from './account';
import { byHand } from './by-hand';
import { checkFunctions, checkLayer, checkPermissions, checkStream, compare, parameters } from './deployment-checks';
import { destroy } from './destroy';
import { abroad } from './moves/abroad';
import { movesOfExtension } from './moves/extension-moves';
import { moves } from './moves/moves';
import { BACK_OFFICE, BACK_OFFICE_APP, Stage, WEB_SHOP } from './stage';
import { telemetryOfDeployed } from './telemetry';
import { update } from './update';

/** The life of a deployment, in the order in which a team does it. */
export async function play(stage: Stage): Promise<void> {
  const { report, cdk, account } = stage;
  report.step('cdk bootstrap');
  await cdk.run('bootstrap', ...[Account.REGION, Account.OTHER_REGION].map((region) => `aws://${Account.ID}/${region}`));
  const before = await account.inventory();
  report.covered('cdk bootstrap of the account');

  report.step('cdk deploy of examples/typescript');
  await cdk.run('deploy', WEB_SHOP, '--require-approval', 'never');
  const arns = await parameters(stage);
  await compare(WEB_SHOP, stage);
  await checkLayer(arns, stage);
  await checkStream(arns, stage);
  await checkFunctions(arns, stage);

  report.step('the permissions of a function\'s role, with IAM enforced');
  await checkPermissions(arns, stage);
  await telemetryOfDeployed(WEB_SHOP, 'Checkout', [{ cart: ['tea', 'teapot'] }, { cart: ['kettle'] }], arns, stage);

  report.step('cdk deploy of the second stack, which reads the SSM parameters of the first');
  await cdk.run('deploy', BACK_OFFICE, ...BACK_OFFICE_APP, '--require-approval', 'never');
  await compare(BACK_OFFICE, stage);
  const ledger = await telemetryOfDeployed(BACK_OFFICE, 'Ledger', [{ name: 'ledger', rows: 100 }], arns, stage);
  ok(ledger.arrived.envelopes.every(({ attributes }) => attributes?.team === 'back-office'), 'an envelope lacks the attributes of the second team');

  report.step('by hand, without CDK');
  await byHand(arns, stage);

  report.step('cdk deploy with a changed setting');
  await update(arns, stage);

  report.step('attach, detach and move functions between stacks');
  await moves(stage);

  report.step('move the extension between stacks');
  await movesOfExtension(stage);

  report.step('attach a function of another region');
  await abroad(stage);

  report.step('cdk destroy');
  await destroy(before, stage);
}
