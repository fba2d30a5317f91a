import { createHash } from 'node:crypto';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { Account } from './account';
import { MotoServer } from './moto-server';
import { PROBE } from './permissions';
import type { Cleanup } from '../../command-line/cleanup';
import { decodeRecord } from '../../consumer-src';
import { ExecutionEnvironment, LambdaRuntime } from '../../simulator';
import { readAll } from '../../simulator/kinesis/stream-reader';
import { Arrived, logOf, missing } from '../end-to-end/harness';

/** The telemetry of a function after a run. */
export interface FunctionRun {
  readonly statuses: readonly string[];
  readonly arrived: Arrived;
  /** What Lambda or the function wrote and the stream does not have. */
  readonly missing: readonly string[];
  /** The extension's own log. */
  readonly log: readonly string[];
}

export interface FunctionRunProps {
  readonly account: Account;
  readonly moto: MotoServer;
  readonly functionName: string;
  /** the code that was deployed */
  readonly codeDirectory: string;
  readonly events: readonly unknown[];
  readonly streamArn: string;
  readonly folder: string;
  readonly cleanup: Cleanup;
}

/**
 * Runs a function in the simulator with its configuration, its layers and the credentials of its role from the account. It writes to the
 * stream of the account, with IAM enforced.
 */
export async function runFunction(props: FunctionRunProps): Promise<FunctionRun> {
  const { account, moto, functionName, streamArn, codeDirectory, cleanup } = props;
  const fn = await account.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: functionName }));
  const layers = await Promise.all((fn.Layers ?? []).map(({ Arn }) => writeLayer(Arn!, props)));
  const credentials = await account.credentialsOf(fn.Role!);
  const environment = await ExecutionEnvironment.create({
    functionName,
    codeDirectory,
    handler: fn.Handler!,
    runtime: fn.Runtime as LambdaRuntime,
    timeoutMs: fn.Timeout! * 1_000,
    memorySizeMB: fn.MemorySize,
    layers,
    environment: { ...fn.Environment?.Variables, AWS_ENDPOINT_URL_KINESIS: account.endpoint },
    region: Account.REGION,
    accountId: Account.ID,
    credentials,
  });
  cleanup.add(() => environment.dispose());
  const statuses = await moto.enforcingIam(async () => {
    await environment.init();
    const results = [];
    for (const event of props.events) results.push((await environment.invoke(event)).status);
    await environment.shutdown('spindown');
    return results;
  });
  const arrived = await arrivedFrom(fn.FunctionArn!, streamArn, account);
  const run = { statuses, arrived, missing: missing(environment, arrived), log: logOf(environment) };
  await environment.dispose();
  return run;
}

async function writeLayer(arn: string, { account, folder }: FunctionRunProps): Promise<string> {
  const file = join(await mkdtemp(join(folder, 'layer-')), 'layer.zip');
  await writeFile(file, await layerContent(arn, account));
  return file;
}

/** moto returns no link to the content of a layer, so this finds the object in the account that has the hash of the layer. */
export async function layerContent(arn: string, account: Account): Promise<Buffer> {
  const { layer: { Content } } = await account.layerVersion(arn);
  for (const object of await account.objects()) {
    if (createHash('sha256').update(object).digest('base64') === Content!.CodeSha256 && object.length === Content!.CodeSize) return object;
  }
  throw new Error(`no object in the account has the hash of ${arn}`);
}

/** Reads what one function has written to the stream, from all its environments. */
async function arrivedFrom(functionArn: string, streamArn: string, account: Account): Promise<Arrived> {
  const records = await readAll(account.kinesis, streamArn.split('/')[1]);
  const telemetry = records.filter(({ partitionKey }) => partitionKey !== PROBE).flatMap(({ data }) => decodeRecord(data));
  const decoded = telemetry.filter(({ source }) => source === functionArn);
  return { lines: decoded.map(({ line }) => line ?? ''), envelopes: decoded.sort((a, b) => a.sequence - b.sequence) };
}
