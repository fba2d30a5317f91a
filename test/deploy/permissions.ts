import { IAMClient, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import {
  CreateStreamCommand, DeleteStreamCommand, DescribeStreamCommand, DescribeStreamSummaryCommand, GetRecordsCommand, GetShardIteratorCommand,
  ListShardsCommand, PutRecordCommand, PutRecordsCommand,
} from '@aws-sdk/client-kinesis';
import { Account } from './account';
import { MotoServer } from './moto-server';

/** Another stream in the same account. */
const OTHER_STREAM = 'not-for-telemetry';
/** Marks the record of these checks, which is not telemetry. */
export const PROBE = 'probe';
const Records = [{ Data: Buffer.from(PROBE), PartitionKey: PROBE }];

type Answer = 'allowed' | 'denied' | 'refused';
type Probe = readonly [what: string, expected: Answer, call: () => Promise<unknown>];

/**
 * Calls Kinesis with the credentials of a function's role while IAM is enforced. Only the calls of the extension must be allowed.
 * @returns a line for each wrong answer
 */
export async function writerProblems(roleArn: string, streamArn: string, account: Account, moto: MotoServer): Promise<string[]> {
  const credentials = await account.credentialsOf(roleArn);
  await account.kinesis.send(new CreateStreamCommand({ StreamName: OTHER_STREAM, ShardCount: 1 }));
  const otherArn = streamArn.replace(/[^/]+$/, OTHER_STREAM);
  const kinesis = account.kinesisAs(credentials);
  const forged = account.kinesisAs({ ...credentials, secretAccessKey: 'wrong' });
  try {
    return await problemsOf([
      ['PutRecords on the stream', 'allowed', () => kinesis.send(new PutRecordsCommand({ StreamARN: streamArn, Records }))],
      ['PutRecords on another stream', 'denied', () => kinesis.send(new PutRecordsCommand({ StreamARN: otherArn, Records }))],
      ['PutRecord on the stream', 'denied', () => kinesis.send(new PutRecordCommand({ StreamARN: streamArn, ...Records[0] }))],
      ['DescribeStream on the stream', 'denied', () => kinesis.send(new DescribeStreamCommand({ StreamARN: streamArn }))],
      ['PutRecords with a wrong secret', 'refused', () => forged.send(new PutRecordsCommand({ StreamARN: streamArn, Records }))],
    ], moto);
  } finally {
    kinesis.destroy();
    forged.destroy();
    await account.kinesis.send(new DeleteStreamCommand({ StreamName: OTHER_STREAM }));
  }
}

/** Does the same for the calls of Lambda on behalf of a function that reads the stream. */
export async function readerProblems(roleArn: string, streamArn: string, account: Account, moto: MotoServer): Promise<string[]> {
  const shards = await account.kinesis.send(new ListShardsCommand({ StreamARN: streamArn }));
  const place = { StreamARN: streamArn, ShardId: shards.Shards![0].ShardId, ShardIteratorType: 'TRIM_HORIZON' } as const;
  const { ShardIterator } = await account.kinesis.send(new GetShardIteratorCommand(place));
  const kinesis = account.kinesisAs(await account.credentialsOf(roleArn));
  try {
    return await problemsOf([
      ['DescribeStream', 'allowed', () => kinesis.send(new DescribeStreamCommand({ StreamARN: streamArn }))],
      ['DescribeStreamSummary', 'allowed', () => kinesis.send(new DescribeStreamSummaryCommand({ StreamARN: streamArn }))],
      ['ListShards', 'allowed', () => kinesis.send(new ListShardsCommand({ StreamARN: streamArn }))],
      ['GetShardIterator', 'allowed', () => kinesis.send(new GetShardIteratorCommand(place))],
      ['GetRecords', 'allowed', () => kinesis.send(new GetRecordsCommand({ StreamARN: streamArn, ShardIterator }))],
      ['PutRecords', 'denied', () => kinesis.send(new PutRecordsCommand({ StreamARN: streamArn, Records }))],
    ], moto);
  } finally {
    kinesis.destroy();
  }
}

/** Whether IAM can simulate a policy. */
export async function canSimulate(roleArn: string, { iam }: { readonly iam: IAMClient }): Promise<boolean> {
  try {
    await iam.send(new SimulatePrincipalPolicyCommand({ PolicySourceArn: roleArn, ActionNames: ['kinesis:PutRecords'] }));
    return true;
  } catch {
    return false;
  }
}

async function problemsOf(probes: readonly Probe[], moto: MotoServer): Promise<string[]> {
  return moto.enforcingIam(async () => {
    const problems: string[] = [];
    for (const [what, expected, call] of probes) {
      const answer = await answerOf(call);
      if (answer !== expected) problems.push(`${what} must be ${expected}, got ${answer}`);
    }
    return problems;
  });
}

async function answerOf(call: () => Promise<unknown>): Promise<string> {
  try {
    await call();
    return 'allowed' satisfies Answer;
  } catch (error) {
    const name = error instanceof Error ? error.name : String(error);
    if (name === 'AccessDeniedException') return 'denied' satisfies Answer;
    return name === 'InvalidSignatureException' ? 'refused' satisfies Answer : name;
  }
}
