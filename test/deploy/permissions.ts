import { CreateStreamCommand, DeleteStreamCommand, DescribeStreamCommand, KinesisClient, PutRecordCommand, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { Account } from './account';
import { MotoServer } from './moto-server';

/** A stream of somebody else in the same account. */
const OTHER_STREAM = 'not-for-telemetry';
/** By which the record that is written here is known: it is no telemetry. */
export const PROBE = 'probe';

/**
 * Calls Kinesis with a role's credentials while IAM is enforced: what the extension calls must be allowed, and nothing else.
 * @returns what is not as it should be
 */
export async function permissionProblems(roleArn: string, streamArn: string, account: Account, moto: MotoServer): Promise<string[]> {
  const credentials = await account.credentialsOf(roleArn);
  await account.kinesis.send(new CreateStreamCommand({ StreamName: OTHER_STREAM, ShardCount: 1 }));
  const otherArn = streamArn.replace(/[^/]+$/, OTHER_STREAM);
  const Records = [{ Data: Buffer.from(PROBE), PartitionKey: PROBE }];
  const kinesis = account.kinesisAs(credentials);
  try {
    const answers = await moto.enforcingIam(async () => [
      ['PutRecords on the stream', 'allowed', await answerOf(() => kinesis.send(new PutRecordsCommand({ StreamARN: streamArn, Records })))],
      ['PutRecords on another stream', 'denied', await answerOf(() => kinesis.send(new PutRecordsCommand({ StreamARN: otherArn, Records })))],
      ['PutRecord on the stream', 'denied', await answerOf(() => kinesis.send(new PutRecordCommand({ StreamARN: streamArn, ...Records[0] })))],
      ['DescribeStream on the stream', 'denied', await answerOf(() => kinesis.send(new DescribeStreamCommand({ StreamARN: streamArn })))],
      ['PutRecords with a wrong secret', 'refused', await answerOf(() => withWrongSecret(account, credentials).send(new PutRecordsCommand({ StreamARN: streamArn, Records })))],
    ]);
    return answers.filter(([, expected, answer]) => expected !== answer).map(([call, expected, answer]) => `${call} should be ${expected}, and is ${answer}`);
  } finally {
    kinesis.destroy();
    await account.kinesis.send(new DeleteStreamCommand({ StreamName: OTHER_STREAM }));
  }
}

function withWrongSecret(account: Account, credentials: Awaited<ReturnType<Account['credentialsOf']>>): KinesisClient {
  return account.kinesisAs({ ...credentials, secretAccessKey: 'wrong' });
}

async function answerOf(call: () => Promise<unknown>): Promise<string> {
  try {
    await call();
    return 'allowed';
  } catch (error) {
    const name = error instanceof Error ? error.name : String(error);
    if (/^AccessDenied/.test(name)) return 'denied';
    return /Signature/.test(name) ? 'refused' : name;
  }
}
