import { deepStrictEqual, ok, strictEqual } from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AttachRolePolicyCommand, CreateRoleCommand, DeleteRoleCommand, DetachRolePolicyCommand } from '@aws-sdk/client-iam';
import { DescribeStreamSummaryCommand, ListTagsForStreamCommand } from '@aws-sdk/client-kinesis';
import { CreateFunctionCommand, DeleteFunctionCommand, GetFunctionConfigurationCommand, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { zipSync } from 'fflate';
import { Account, StackResource } from './account';
import { CdkCli } from './cdk-cli';
import { ExampleCopy } from './example-copy';
import { FunctionRun, layerContent, runFunction } from './function-run';
import { MotoServer } from './moto-server';
import { canSimulate, readerProblems, writerProblems } from './permissions';
import { Report } from './report';
import { compareWithAccount, Difference } from './template-differences';
import type { Cleanup } from '../../demo/cleanup';
import { Template } from '../../demo/cloud-assembly';

const PARAMETERS = { layer: '/telemetry/kinesis/extension/arn', policy: '/telemetry/kinesis/runtime/policy/arn', stream: '/telemetry/kinesis/stream/arn' };
const STREAM_VARIABLE = 'KINESIS_TELEMETRY_STREAM_ARN';
const WEB_SHOP = 'WebShop';
const BACK_OFFICE = 'BackOffice';
const BACK_OFFICE_APP = ['--app', 'npx tsx back-office.ts'];

/** What is at hand for the whole of a run. */
export interface Stage {
  readonly folder: string;
  readonly moto: MotoServer;
  readonly account: Account;
  readonly example: ExampleCopy;
  readonly cdk: CdkCli;
  readonly cleanup: Cleanup;
  readonly report: Report;
  /** What moto has not done, as it was met. */
  readonly gaps: Set<string>;
}

/** The ARNs that are in SSM. */
interface Arns {
  readonly layer: string;
  readonly policy: string;
  readonly stream: string;
}

/** Everything that is done with a deployment, in the order in which a team does it. */
export async function play(stage: Stage): Promise<void> {
  const { report, cdk, account } = stage;
  report.step('cdk bootstrap');
  await cdk.run('bootstrap', `aws://${Account.ID}/${Account.REGION}`);
  const before = await account.inventory();
  report.covered('cdk bootstrap of the account');

  report.step('cdk deploy of examples/typescript');
  await cdk.run('deploy', WEB_SHOP, '--require-approval', 'never');
  const arns = await parameters(stage);
  await compare(WEB_SHOP, stage);
  await checkLayer(arns, stage);
  await checkStream(arns, stage);
  await checkFunctions(arns, stage);

  report.step('IAM enforced: what a function\'s role may');
  await checkPermissions(arns, stage);
  await telemetryOfDeployed(WEB_SHOP, 'Checkout', [{ cart: ['tea', 'teapot'] }, { cart: ['kettle'] }], arns, stage);

  report.step('cdk deploy of the second stack, which finds the first by SSM parameters');
  await cdk.run('deploy', BACK_OFFICE, ...BACK_OFFICE_APP, '--require-approval', 'never');
  await compare(BACK_OFFICE, stage);
  const ledger = await telemetryOfDeployed(BACK_OFFICE, 'Ledger', [{ name: 'ledger', rows: 100 }], arns, stage);
  ok(ledger.arrived.envelopes.every(({ attributes }) => attributes?.team === 'back-office'), 'the second team\'s attributes are in its envelopes');

  report.step('by hand, without CDK');
  await byHand(arns, stage);

  report.step('cdk deploy with a changed setting');
  await update(arns, stage);

  report.step('cdk destroy');
  await destroy(before, stage);
}

async function parameters({ account, report }: Stage): Promise<Arns> {
  const { layer, policy, stream } = await arnsInParameters(account);
  const made = new Map([...(await account.resourcesOf(WEB_SHOP)).values()].map(({ type, physicalId }) => [type, physicalId]));
  deepStrictEqual([layer, policy, stream.split('/')[1]], [made.get('AWS::Lambda::LayerVersion'), made.get('AWS::IAM::ManagedPolicy'), made.get('AWS::Kinesis::Stream')]);
  report.covered('the three SSM parameters hold the ARNs of the layer, the policy and the stream');
  return { layer, policy, stream };
}

async function arnsInParameters(account: Account): Promise<Arns> {
  const [layer, policy, stream] = await Promise.all([PARAMETERS.layer, PARAMETERS.policy, PARAMETERS.stream].map((name) => account.parameter(name)));
  return { layer, policy, stream };
}

/** Every property of the template, beside what the services have. */
async function compare(stackName: string, { account, example, moto, report, gaps }: Stage, when = ''): Promise<void> {
  const template = JSON.parse(readFileSync(join(example.app, 'cdk.out', `${stackName}.template.json`), 'utf8')) as Template;
  const { resources, properties, differences } = await compareWithAccount(stackName, template, account);
  for (const { what, logicalId } of differences) {
    ok(!moto.types.has(what), `${stackName} has no ${logicalId}, although moto can make one`);
    gaps.add(what);
  }
  const kept = properties - differences.filter(isOfProperty).length;
  report.covered(`${stackName}${when}: ${kept} of ${properties} properties of ${resources} resources are in the account as the template says`);
  for (const { what, logicalId, asked, found } of differences) {
    console.log(`        differs: ${logicalId} ${what}: ${JSON.stringify(asked)}, found ${JSON.stringify(found)}`);
  }
}

function isOfProperty({ what }: Difference): boolean {
  return what.includes(': ');
}

async function checkLayer({ layer }: Arns, { account, example, report, gaps }: Stage): Promise<void> {
  const { byArn, layer: { Content } } = await account.layerVersion(layer);
  if (!byArn) gaps.add('lambda:GetLayerVersionByArn');
  if (!Content!.Location!.startsWith('http')) gaps.add('lambda:GetLayerVersion: Content.Location');
  const content = await layerContent(layer, account);
  ok(content.equals(example.layer), 'the layer in the account is not the one of the package');
  ok(content.equals(readFileSync(join(__dirname, '../../assets/layer.zip'))), 'the layer in the account is not assets/layer.zip');
  report.covered(`the layer by its ARN: ${content.length} bytes, the same as assets/layer.zip`);
}

async function checkStream({ stream }: Arns, { account, report }: Stage): Promise<void> {
  const { StreamDescriptionSummary: described } = await account.kinesis.send(new DescribeStreamSummaryCommand({ StreamARN: stream }));
  const { Tags } = await account.kinesis.send(new ListTagsForStreamCommand({ StreamARN: stream }));
  const { StreamStatus, StreamModeDetails, RetentionPeriodHours, EncryptionType, KeyId } = described!;
  deepStrictEqual(
    [StreamStatus, StreamModeDetails?.StreamMode, RetentionPeriodHours, EncryptionType, KeyId, Tags],
    ['ACTIVE', 'ON_DEMAND', 24, 'KMS', 'alias/aws/kinesis', []]);
  report.covered('the stream: active, on demand, 24 hours, encrypted with AWS\'s key, without tags');
}

async function checkFunctions({ layer, stream }: Arns, { account, report }: Stage): Promise<void> {
  const functions = await functionsOf(WEB_SHOP, account);
  const attached = [...functions].filter(([logicalId]) => !logicalId.startsWith('Watch'));
  for (const [, { physicalId }] of attached) {
    const { Layers, Environment } = await account.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: physicalId }));
    deepStrictEqual([Layers?.map(({ Arn }) => Arn), Environment?.Variables], [[layer], { [STREAM_VARIABLE]: stream }]);
  }
  strictEqual(attached.length, 4);
  report.covered('four functions have the layer and the one variable');
}

async function checkPermissions(arns: Arns, { account, moto, report, gaps }: Stage): Promise<void> {
  const writer = await configurationOf(WEB_SHOP, 'Checkout', account);
  if (!await canSimulate(writer.Role!, account)) gaps.add('iam:SimulatePrincipalPolicy');
  deepStrictEqual(await writerProblems(writer.Role!, arns.stream, account, moto), []);
  report.covered('the role of a function may PutRecords on the stream; it may not on another, nor PutRecord, nor DescribeStream');
  const reader = await configurationOf(WEB_SHOP, 'Watch', account);
  deepStrictEqual(await readerProblems(reader.Role!, arns.stream, account, moto), []);
  report.covered('the role of the reader may read the stream, and not write to it');
}

async function telemetryOfDeployed(stackName: string, title: string, events: readonly unknown[], arns: Arns, stage: Stage): Promise<FunctionRun> {
  const { FunctionName } = await configurationOf(stackName, title, stage.account);
  const run = await runFunction({ ...stage, functionName: FunctionName!, codeDirectory: stage.example.functions, events, streamArn: arns.stream });
  arrivedComplete(run, events.length);
  stage.report.covered(`${stackName}'s ${title}, run in the simulator as it was deployed: ${run.arrived.lines.length} events by PutRecords into the deployed stream, none missing`);
  return run;
}

function arrivedComplete({ statuses, missing, arrived, log }: FunctionRun, invocations: number): void {
  deepStrictEqual(statuses, Array.from({ length: invocations }, () => 'success'));
  deepStrictEqual(missing, [], log.join('\n'));
  ok(arrived.envelopes.filter(({ type }) => type === 'platform.runtimeDone').length >= invocations, 'the stream has the end of each invocation');
}

/** As the README says: layer, variable, policy. First without the policy, to see that it is needed. */
async function byHand(arns: Arns, stage: Stage): Promise<void> {
  const { account, example, report } = stage;
  const name = 'made-in-the-console';
  const trust = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }] };
  const { Role } = await account.iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: JSON.stringify(trust) }));
  const code = Object.fromEntries(readdirSync(example.functions).map((file) => [file, readFileSync(join(example.functions, file))]));
  await account.lambda.send(new CreateFunctionCommand({
    FunctionName: name, Runtime: 'nodejs22.x', Handler: 'checkout.handler', Role: Role!.Arn, Timeout: 5, MemorySize: 256, Code: { ZipFile: zipSync(code) },
  }));
  const events = [{ cart: ['tea'], customer: 'by hand' }, { cart: ['strainer'] }];
  const run = () => runFunction({ ...stage, functionName: name, codeDirectory: example.functions, events, streamArn: arns.stream });

  const untouched = await run();
  deepStrictEqual([untouched.statuses, untouched.log, untouched.arrived.lines], [['success', 'success'], [], []]);

  await account.lambda.send(new UpdateFunctionConfigurationCommand({
    FunctionName: name, Layers: [arns.layer], Environment: { Variables: { [STREAM_VARIABLE]: arns.stream } },
  }));
  const denied = await run();
  deepStrictEqual([denied.statuses, denied.arrived.lines], [['success', 'success'], []]);
  ok(denied.log.some((line) => /AccessDenied/.test(line)), `without the policy, the log says so:\n${denied.log.join('\n')}`);
  report.covered('by hand, without the policy: the function works, nothing arrives, and the log says why');

  await account.iam.send(new AttachRolePolicyCommand({ RoleName: name, PolicyArn: arns.policy }));
  const attached = await run();
  arrivedComplete(attached, events.length);
  report.covered(`by hand, with layer, one variable and policy: ${attached.arrived.lines.length} events arrive, none missing`);

  await account.iam.send(new DetachRolePolicyCommand({ RoleName: name, PolicyArn: arns.policy }));
  await account.lambda.send(new DeleteFunctionCommand({ FunctionName: name }));
  await account.iam.send(new DeleteRoleCommand({ RoleName: name }));
}

/** Only the functions' settings change: the CLI says so by CloudFormation's rules, and the account has the same resources after it. */
async function update(arns: Arns, stage: Stage): Promise<void> {
  const { account, cdk, example, report } = stage;
  const before = await account.resourcesOf(WEB_SHOP);
  example.edit('web-shop-stack.ts', 'new KinesisTelemetryExtension(this, \'Telemetry\')', 'new KinesisTelemetryExtension(this, \'Telemetry\', { flushTimeout: Duration.millis(700) })');

  const diff = await cdk.run('diff', WEB_SHOP, '--no-change-set');
  const changes = diff.split('\n').filter((line) => /^\[[-+~]\]/.test(line)).map((line) => line.split(' ').slice(0, 3).join(' ')).sort();
  deepStrictEqual(changes, ['Checkout', 'Orders', 'Payments', 'Reports'].map((title) => `[~] AWS::Lambda::Function ${title}`), diff);
  ok(!/replace/.test(diff), diff);
  report.covered('cdk diff: four functions change, nothing is replaced');

  await cdk.run('deploy', WEB_SHOP, '--require-approval', 'never');
  deepStrictEqual(await account.resourcesOf(WEB_SHOP), before);
  deepStrictEqual(await arnsInParameters(account), arns);
  await compare(WEB_SHOP, stage, ' after the second deployment');
  for (const [logicalId, { physicalId }] of await functionsOf(WEB_SHOP, account)) {
    if (logicalId.startsWith('Watch')) continue;
    const { Environment, Layers } = await account.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: physicalId }));
    deepStrictEqual([Environment?.Variables, Layers?.map(({ Arn }) => Arn)], [{ [STREAM_VARIABLE]: arns.stream, KINESIS_TELEMETRY_FLUSH_TIMEOUT_MS: '700' }, [arns.layer]]);
  }
  report.covered('the second deployment: the functions have the new setting, all resources are the ones of before');
  await telemetryOfDeployed(WEB_SHOP, 'Orders', [{ orders: [{ id: 'o-1', articles: 3 }] }], arns, stage);
}

/** Nothing in the example is to stay: every removal policy says so. */
async function destroy(before: ReadonlySet<string>, { account, cdk, example, report }: Stage): Promise<void> {
  for (const stackName of [WEB_SHOP, BACK_OFFICE]) {
    const { Resources } = JSON.parse(readFileSync(join(example.app, 'cdk.out', `${stackName}.template.json`), 'utf8')) as { Resources: Record<string, { DeletionPolicy?: string }> };
    const kept = Object.entries(Resources).filter(([, { DeletionPolicy }]) => DeletionPolicy !== undefined && DeletionPolicy !== 'Delete');
    deepStrictEqual(kept, [], 'the example keeps nothing');
    if (stackName === WEB_SHOP) await cdk.run('synth', BACK_OFFICE, ...BACK_OFFICE_APP, '--quiet');
  }
  const full = await account.inventory();
  await cdk.run('destroy', BACK_OFFICE, ...BACK_OFFICE_APP, '--force');
  await cdk.run('destroy', WEB_SHOP, '--force');
  const after = await account.inventory();
  deepStrictEqual([...after].sort(), [...before].sort());
  report.covered(`cdk destroy of both stacks: ${full.size - before.size} resources are gone, the account is as it was after the bootstrap`);
}

async function functionsOf(stackName: string, account: Account): Promise<Map<string, StackResource>> {
  return new Map([...await account.resourcesOf(stackName)].filter(([, { type }]) => type === 'AWS::Lambda::Function'));
}

async function configurationOf(stackName: string, title: string, account: Account) {
  const found = [...await functionsOf(stackName, account)].find(([logicalId]) => logicalId.startsWith(title));
  if (!found) throw new Error(`${stackName} has no function ${title}`);
  return account.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: found[1].physicalId }));
}
