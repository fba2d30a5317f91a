import { deepStrictEqual, ok, strictEqual } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DescribeStreamSummaryCommand, ListTagsForStreamCommand } from '@aws-sdk/client-kinesis';
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { layerContent } from './function-run';
import { canSimulate, readerProblems, writerProblems } from './permissions';
import { Arns, arnsInParameters, configurationOf, functionsOf, Stage, variablesOf, WEB_SHOP } from './stage';
import { compareWithAccount, Difference } from './template-differences';
import { Template } from '../../demo/template/cloud-assembly';

export async function parameters({ account, report }: Stage): Promise<Arns> {
  const { layer, policy, stream } = await arnsInParameters(account);
  const made = new Map([...(await account.resourcesOf(WEB_SHOP)).values()].map(({ type, physicalId }) => [type, physicalId]));
  deepStrictEqual([layer, policy, stream.split('/')[1]], [made.get('AWS::Lambda::LayerVersion'), made.get('AWS::IAM::ManagedPolicy'), made.get('AWS::Kinesis::Stream')]);
  report.covered('the three SSM parameters hold the ARNs of the layer, the policy and the stream');
  return { layer, policy, stream };
}

/** Compares every property of the template with the services. */
export async function compare(stackName: string, { account, example, moto, report, gaps }: Stage, when = ''): Promise<void> {
  const template = JSON.parse(readFileSync(join(example.app, 'cdk.out', `${stackName}.template.json`), 'utf8')) as Template;
  const { resources, properties, differences } = await compareWithAccount(stackName, template, account);
  for (const { what, logicalId } of differences) {
    ok(!moto.types.has(what), `${stackName} has no ${logicalId}, although moto supports its type`);
    gaps.add(what);
  }
  const kept = properties - differences.filter(isOfProperty).length;
  report.covered(`${stackName}${when}: ${kept} of ${properties} properties of ${resources} resources in the account equal the template`);
  for (const { what, logicalId, asked, found } of differences) {
    console.log(`        different: ${logicalId} ${what}: expected ${JSON.stringify(asked)}, got ${JSON.stringify(found)}`);
  }
}

function isOfProperty({ what }: Difference): boolean {
  return what.includes(': ');
}

export async function checkLayer({ layer }: Arns, { account, example, report, gaps }: Stage): Promise<void> {
  const { byArn, layer: { Content } } = await account.layerVersion(layer);
  if (!byArn) gaps.add('lambda:GetLayerVersionByArn');
  if (!Content!.Location!.startsWith('http')) gaps.add('lambda:GetLayerVersion: Content.Location');
  const content = await layerContent(layer, account);
  ok(content.equals(example.layer), 'the layer in the account differs from the package');
  ok(content.equals(readFileSync(join(__dirname, '../../assets/layer.zip'))), 'the layer in the account differs from assets/layer.zip');
  report.covered(`the layer: ${content.length} bytes, equal to assets/layer.zip`);
}

export async function checkStream({ stream }: Arns, { account, report }: Stage): Promise<void> {
  const { StreamDescriptionSummary: described } = await account.kinesis.send(new DescribeStreamSummaryCommand({ StreamARN: stream }));
  const { Tags } = await account.kinesis.send(new ListTagsForStreamCommand({ StreamARN: stream }));
  const { StreamStatus, StreamModeDetails, RetentionPeriodHours, EncryptionType, KeyId } = described!;
  deepStrictEqual(
    [StreamStatus, StreamModeDetails?.StreamMode, RetentionPeriodHours, EncryptionType, KeyId, Tags],
    ['ACTIVE', 'ON_DEMAND', 24, 'KMS', 'alias/aws/kinesis', []]);
  report.covered('the stream: active, on-demand, retention of 24 hours, encrypted with the key of AWS, without tags');
}

export async function checkFunctions({ layer, stream }: Arns, { account, report }: Stage): Promise<void> {
  const functions = await functionsOf(WEB_SHOP, account);
  const attached = [...functions].filter(([logicalId]) => !logicalId.startsWith('Watch'));
  for (const [logicalId, { physicalId }] of attached) {
    const { Layers, Environment } = await account.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: physicalId }));
    deepStrictEqual([Layers?.map(({ Arn }) => Arn), Environment?.Variables], [[layer], variablesOf(logicalId, stream)]);
  }
  strictEqual(attached.length, 4);
  report.covered('four functions have the layer and one variable, and payments its mask and sampling');
}

export async function checkPermissions(arns: Arns, { account, moto, report, gaps }: Stage): Promise<void> {
  const writer = await configurationOf(WEB_SHOP, 'Checkout', account);
  if (!await canSimulate(writer.Role!, account)) gaps.add('iam:SimulatePrincipalPolicy');
  deepStrictEqual(await writerProblems(writer.Role!, arns.stream, account, moto), []);
  report.covered('the role of a function may call PutRecords on the stream, but not on another stream, and neither PutRecord nor DescribeStream');
  const reader = await configurationOf(WEB_SHOP, 'Watch', account);
  deepStrictEqual(await readerProblems(reader.Role!, arns.stream, account, moto), []);
  report.covered('the role of the reader may read the stream, but not write to it');
}
