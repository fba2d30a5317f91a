import { deepStrictEqual, ok } from 'node:assert';
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { compare } from './deployment-checks';
import { Arns, arnsInParameters, functionsOf, Stage, variablesOf, WEB_SHOP } from './stage';
import { telemetryOfDeployed } from './telemetry';

/** Changes a setting. Only the functions change: `cdk diff` shows it, and the account has the same resources as before. */
export async function update(arns: Arns, stage: Stage): Promise<void> {
  const { account, cdk, example, report } = stage;
  const before = await account.resourcesOf(WEB_SHOP);
  example.edit('web-shop-stack.ts', '{ removalPolicy: RemovalPolicy.DESTROY }', '{ removalPolicy: RemovalPolicy.DESTROY, flushTimeout: Duration.millis(700) }');

  const diff = await cdk.run('diff', WEB_SHOP, '--no-change-set');
  const changes = diff.split('\n').filter((line) => /^\[[-+~]\]/.test(line)).map((line) => line.split(' ').slice(0, 3).join(' ')).sort();
  deepStrictEqual(changes, ['Checkout', 'Orders', 'Payments', 'Reports'].map((title) => `[~] AWS::Lambda::Function ${title}`), diff);
  ok(!/replace/.test(diff), diff);
  report.covered('cdk diff: four functions change, no resource is replaced');

  await cdk.run('deploy', WEB_SHOP, '--require-approval', 'never');
  deepStrictEqual(await account.resourcesOf(WEB_SHOP), before);
  deepStrictEqual(await arnsInParameters(account), arns);
  await compare(WEB_SHOP, stage, ' after the second deployment');
  for (const [logicalId, { physicalId }] of await functionsOf(WEB_SHOP, account)) {
    if (logicalId.startsWith('Watch')) continue;
    const { Environment, Layers } = await account.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: physicalId }));
    const variables = { ...variablesOf(logicalId, arns.stream), KINESIS_TELEMETRY_FLUSH_TIMEOUT_MS: '700' };
    deepStrictEqual([Environment?.Variables, Layers?.map(({ Arn }) => Arn)], [variables, [arns.layer]]);
  }
  report.covered('the second deployment: the functions have the new setting, the resources are the same');
  await telemetryOfDeployed(WEB_SHOP, 'Orders', [{ orders: [{ id: 'o-1', articles: 3 }] }], arns, stage);
}
