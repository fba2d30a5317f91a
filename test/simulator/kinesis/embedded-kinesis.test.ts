import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as net from 'node:net';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import { PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { EmbeddedKinesis, EmbeddedKinesisError, StreamRecord } from '../../../simulator/kinesis';

describe('an embedded Kinesis', () => {
  let kinesis: EmbeddedKinesis;

  beforeAll(async () => {
    kinesis = await EmbeddedKinesis.start({ streams: [{ name: 'initial', shards: 2 }], accountId: '210987654321', region: 'eu-central-1' });
  });
  afterAll(() => kinesis.stop());

  async function put(streamName: string, ...texts: string[]): Promise<void> {
    const answer = await kinesis.client.send(new PutRecordsCommand({
      StreamARN: kinesis.streamArn(streamName),
      Records: texts.map((text) => ({ Data: Buffer.from(text), PartitionKey: `key of ${text}` })),
    }));
    expect(answer.FailedRecordCount).toBe(0);
  }

  test('accepts records for an initial stream in the given account and region, and returns all of them', async () => {
    const texts = Array.from({ length: 20 }, (_, index) => `ä${index}`);
    await put('initial', ...texts);

    const records = await kinesis.readAll('initial');

    expect(records.map((record) => record.data.toString()).sort()).toEqual([...texts].sort());
    expect(new Set(records.map((record) => record.shardId)).size).toBe(2);
    expect(records.every((record) => record.partitionKey === `key of ${record.data.toString()}`)).toBe(true);
  });

  test('creates a stream that is active at once', async () => {
    await kinesis.createStream('later', 3);
    await put('later', 'first');
    expect((await kinesis.readAll('later')).map((record) => record.data.toString())).toEqual(['first']);
  });

  test('tails a stream: existing records, new records, and the last ones before it stops', async () => {
    await kinesis.createStream('tailed', 2);
    await put('tailed', 'before');
    const seen: string[] = [];
    const arrived = new Map<string, () => void>();
    const arrival = (text: string) => new Promise<void>((resolve) => arrived.set(text, resolve));
    const before = arrival('before');
    const during = arrival('during');
    const tail = kinesis.tail('tailed', (record: StreamRecord) => {
      seen.push(record.data.toString());
      arrived.get(record.data.toString())?.();
    });
    await before;
    await put('tailed', 'during');
    await during;
    await put('tailed', 'last');
    await tail.stop();
    expect(seen).toEqual(['before', 'during', 'last']);
  });

  test('reports a missing stream when the tail is stopped', async () => {
    await expect(kinesis.tail('nowhere', () => undefined).stop()).rejects.toThrow(/nowhere/);
  });
});

test('ends its process when it is stopped, and can be stopped twice', async () => {
  const kinesis = await EmbeddedKinesis.start();
  expect(isAlive(kinesis.pid)).toBe(true);
  await kinesis.stop();
  await kinesis.stop();
  expect(isAlive(kinesis.pid)).toBe(false);
});

test('ends its process when the program that started it is killed', async () => {
  const program = `
    const { EmbeddedKinesis } = require(${JSON.stringify(path.resolve(__dirname, '../../../simulator/kinesis'))});
    EmbeddedKinesis.start().then((kinesis) => console.log(kinesis.endpoint));
    setInterval(() => undefined, 1000);`;
  const parent = spawn(process.execPath, ['--import', 'tsx', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [endpoint] = await once(createInterface(parent.stdout), 'line') as [string];
  const port = Number(new URL(endpoint).port);
  expect(await answers(port)).toBe(true);

  parent.kill('SIGKILL');

  // the process id cannot be checked, because the entry of an orphan may stay in the process table
  while (await answers(port));
});

test('names a port that is in use', async () => {
  const other = net.createServer().listen(0);
  await once(other, 'listening');
  const { port } = other.address() as net.AddressInfo;
  const start = EmbeddedKinesis.start({ port });
  await expect(start).rejects.toThrow(EmbeddedKinesisError);
  await expect(start).rejects.toThrow(`cannot use port ${port}`);
  other.close();
});

test('says what to install when the package is missing', async () => {
  const program = `
    const Module = require('node:module');
    const resolve = Module._resolveFilename;
    Module._resolveFilename = function (request, ...rest) {
      if (request.startsWith('kinesis-local')) throw new Error('Cannot find module');
      return resolve.call(this, request, ...rest);
    };
    const { EmbeddedKinesis } = require(${JSON.stringify(path.resolve(__dirname, '../../../simulator/kinesis'))});
    EmbeddedKinesis.start().catch((error) => console.log(error.message));`;
  const child = spawn(process.execPath, ['--import', 'tsx', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(createInterface(child.stdout), 'line') as [string];
  expect(line).toMatch(/kinesis-local, which is not installed. Run: npm ci/);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false)).once('connect', () => socket.destroy());
  });
}
