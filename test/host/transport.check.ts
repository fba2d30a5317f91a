import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KinesisServer, give, signatureOf, store } from './kinesis-server';
import { runScript } from './run-script';
import type { Outcome, Step } from './transport-steps';
import { FaultProxy, PutRecordsSink } from '../../simulator/kinesis';

const ARN = 'arn:aws:kinesis:eu-west-1:123456789012:stream/telemetry';
const KEYS = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'token/+=' };
const PUT: Step = { do: 'put', records: ['{}\n'] };

let kinesis: KinesisServer;
beforeEach(async () => { kinesis = await KinesisServer.start(); });
afterEach(() => kinesis.stop());

async function take(steps: readonly Step[], env: Record<string, string> = {}): Promise<Outcome[]> {
  const lines = await runScript('transport', {
    STREAM_ARN: ARN, STEPS: JSON.stringify(steps), AWS_ENDPOINT_URL_KINESIS: `http://${kinesis.authority}`, ...KEYS, ...env,
  });
  return lines.map((line) => JSON.parse(line) as Outcome);
}

const connections = () => new Set(kinesis.calls.map(({ connection }) => connection)).size;

describe('a call', () => {
  test('has data and keys in order, and the signature of the SDK', async () => {
    const [outcome] = await take([{ do: 'put', records: ['{"a":1}\n', '{"b":"é😀"}\n'] }]);
    expect(outcome).toEqual({ connection: 'new', codes: [null, null] });
    const [call] = kinesis.calls;
    expect(call.body).toEqual({
      StreamARN: ARN,
      Records: ['{"a":1}\n', '{"b":"é😀"}\n'].map((text, index) => ({ Data: Buffer.from(text).toString('base64'), PartitionKey: `key-${index}` })),
    });
    expect(call.headers).toMatchObject({
      'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'Kinesis_20131202.PutRecords', 'x-amz-security-token': 'token/+=', 'host': kinesis.authority,
    });
    expect(call.headers.authorization).toBe(await signatureOf(call, 'secret'));
  });

  test('tells which records were refused', async () => {
    kinesis.answer = (_call, response) => give(response, 200, {
      FailedRecordCount: 2,
      Records: [{ ErrorCode: 'ProvisionedThroughputExceededException', ErrorMessage: 'slow' }, { SequenceNumber: '1' }, {}],
    });
    expect(await take([{ do: 'put', records: ['a', 'b', 'c'] }]))
      .toEqual([{ connection: 'new', codes: ['ProvisionedThroughputExceededException', null, 'no sequence number'] }]);
  });

  test('goes over the connection of the one before', async () => {
    expect((await take([PUT, PUT, PUT])).map(({ connection }) => connection)).toEqual(['new', 'proven', 'proven']);
    expect(connections()).toBe(1);
  });

  test.each<[string, Step]>([['a reset', { do: 'reset' }], ['an hour', { do: 'clock', offsetMs: 3_600_000 }], ['a clock that was set back', { do: 'clock', offsetMs: -3_600_000 }]])(
    'goes over a new connection after %s', async (_name, step) => {
      expect((await take([PUT, step, PUT])).at(-1)).toEqual({ connection: 'new', codes: [null] });
      expect(connections()).toBe(2);
    });

  test('finds a connection open that was opened in time', async () => {
    expect(await take([{ do: 'warmUp' }, PUT])).toEqual([{ connection: 'new' }, { connection: 'proven', codes: [null] }]);
    expect(connections()).toBe(1);
  });

  test('does not use a connection that Kinesis has closed', async () => {
    kinesis.answer = (call, response) => {
      response.setHeader('connection', 'close');
      store(call, response);
    };
    expect((await take([PUT, PUT])).map(({ codes }) => codes)).toEqual([[null], [null]]);
    expect(connections()).toBe(2);
  });
});

describe('a failed call', () => {
  test.each([
    [400, { __type: 'com.amazonaws.kinesis#AccessDeniedException', message: 'no' }, {}, 'AccessDeniedException', 'no', 'permanent'],
    [400, { __type: 'ExpiredTokenException', message: 'old' }, {}, 'ExpiredTokenException', 'old', 'credentials'],
    [400, { Message: 'long' }, { 'x-amzn-errortype': 'ValidationException:http://x/y' }, 'ValidationException', 'long', 'invalid'],
    [400, { __type: 'ProvisionedThroughputExceededException', message: 'slow' }, {}, 'ProvisionedThroughputExceededException', 'slow', 'transient'],
    [500, { __type: 'InternalFailure' }, {}, 'InternalFailure', 'status 500', 'transient'],
    [503, [], {}, 'UnknownError', 'status 503', 'transient'],
  ])('with status %s and %j is an error as of the SDK', async (status, body, headers, name, message, kind) => {
    kinesis.answer = (_call, response) => give(response, status, body, headers as Record<string, string>);
    const [outcome] = await take([PUT]);
    expect(outcome).toMatchObject({ error: { name, message }, failure: { kind, message: `${name}: ${message}` } });
  });

  test('ends with its connection when it is given up, and the next one opens another', async () => {
    const closed: Array<Promise<unknown>> = [];
    kinesis.answer = (call, response) => {
      if (kinesis.calls.length > 1) return store(call, response);
      closed.push(once(call.connection, 'close'));
    };
    const outcomes = await take([{ do: 'put', records: ['a'], abortAfterMs: 50 }, { do: 'reset' }, PUT]);
    expect(outcomes[0].error?.message).toBe('given up');
    expect(outcomes[2].codes).toEqual([null]);
    await closed[0];
  });

  test.each([['before', 1], ['in', 2]])('is one to repeat if the connection breaks %s the answer', async (_name, part) => {
    kinesis.answer = (call, response) => {
      if (kinesis.calls.length !== 2) return store(call, response);
      if (part === 2) response.writeHead(200, { 'content-length': 1_000 }).write('{"Rec');
      setImmediate(() => call.connection.destroy());
    };
    const [, broken, after] = await take([PUT, PUT, PUT]);
    expect(broken).toMatchObject({ connection: 'proven', failure: { kind: 'reconnect' } });
    expect(after.codes).toEqual([null]);
    // The host itself has repeated nothing: Kinesis may have stored the records.
    expect(kinesis.calls).toHaveLength(3);
  });

  test.each([['nobody listens', 'http://127.0.0.1:1', 'ECONNREFUSED'], ['the name is unknown', 'http://nowhere.invalid', 'ENOTFOUND']])(
    'says that %s', async (_name, endpoint, code) => {
      const [outcome] = await take([PUT], { AWS_ENDPOINT_URL_KINESIS: endpoint });
      expect(outcome).toMatchObject({ error: { code }, failure: { kind: 'transient' } });
    });
});

describe('credentials', () => {
  test('that are missing are an error that lasts', async () => {
    const [outcome] = await take([PUT], { AWS_ACCESS_KEY_ID: '' });
    expect(outcome).toMatchObject({ error: { name: 'CredentialsProviderError' }, failure: { kind: 'permanent' } });
    expect(kinesis.calls).toEqual([]);
  });

  describe('of the container endpoint', () => {
    const asked: Array<string | undefined> = [];
    let status = 200;
    const server = createServer((incoming, response) => {
      asked.push(`${incoming.url} ${incoming.headers.authorization}`);
      response.writeHead(status).end(JSON.stringify({
        AccessKeyId: `AKID${asked.length}`, SecretAccessKey: 'secret', Token: 'token', Expiration: new Date(Date.now() + 3_600_000).toISOString(),
      }));
    });
    const endpoint = () => ({ AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://127.0.0.1:${(server.address() as AddressInfo).port}/role?v=1` });

    beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
    beforeEach(() => {
      asked.length = 0;
      status = 200;
    });
    afterAll(async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    });

    test('are asked for once, and again before they expire', async () => {
      await take([PUT, PUT, PUT], { ...endpoint(), AWS_CONTAINER_AUTHORIZATION_TOKEN: 'Basic x' });
      expect(asked).toEqual(['/role?v=1 Basic x']);
      expect(kinesis.calls.every(({ headers }) => headers.authorization?.includes('AKID1/'))).toBe(true);
      await take([PUT, { do: 'clock', offsetMs: 3_601_000 }, PUT, { do: 'renewCredentials' }, PUT], endpoint());
      expect(asked).toHaveLength(4);
    });

    test('are asked for with the token in a file', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'token-'));
      try {
        await writeFile(join(folder, 'token'), 'from-file\n');
        await take([PUT], { ...endpoint(), AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: join(folder, 'token'), AWS_CONTAINER_AUTHORIZATION_TOKEN: 'other' });
        expect(asked).toEqual(['/role?v=1 from-file']);
      } finally {
        await rm(folder, { recursive: true });
      }
    });

    test('that are refused are an error that says so', async () => {
      status = 403;
      const [outcome] = await take([PUT], endpoint());
      expect(outcome.error).toMatchObject({ name: 'CredentialsProviderError', message: expect.stringContaining('responded with status 403') as string });
    });

    test('are not asked for without TLS at a host that is not trusted', async () => {
      const [outcome] = await take([PUT], { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://credentials.example.com/' });
      expect(outcome.error?.message).toContain('must use https, or be on the loopback interface or a container host');
    });
  });
});

test('a clock that is wrong is corrected by the time of the answer', async () => {
  const AHEAD_MS = 600_000;
  kinesis.answer = (call, response) => {
    if (kinesis.calls.length > 1) return store(call, response);
    give(response, 400, { __type: 'InvalidSignatureException', message: 'Signature expired: …' }, { date: new Date(Date.now() + AHEAD_MS).toUTCString() });
  };
  const [first, second] = await take([PUT, PUT]);
  expect(first.failure?.kind).toBe('clock');
  expect(second.codes).toEqual([null]);
  const times = kinesis.calls.map(({ headers }) => Date.parse(String(headers['x-amz-date']).replace(/(....)(..)(..)T(..)(..)(..)Z/, '$1-$2-$3T$4:$5:$6Z')));
  expect(times[1] - times[0]).toBeGreaterThan(AHEAD_MS - 2_000);
});

describe('with TLS', () => {
  const run = async (steps: readonly Step[], trusts: boolean) => {
    const sink = await PutRecordsSink.start({ onRecord: () => undefined });
    await sink.createStream('telemetry');
    const proxy = await FaultProxy.start({ target: sink.endpoint, tls: true });
    const folder = await mkdtemp(join(tmpdir(), 'bundle-'));
    try {
      await writeFile(join(folder, 'ca.pem'), proxy.certificate ?? '');
      const outcomes = await take(steps, {
        STREAM_ARN: sink.streamArn('telemetry'), AWS_ENDPOINT_URL_KINESIS: proxy.endpoint, ...trusts ? { AWS_CA_BUNDLE: join(folder, 'ca.pem') } : {},
      });
      return { outcomes, statistics: proxy.statistics };
    } finally {
      await rm(folder, { recursive: true });
      await proxy.stop();
      await sink.stop();
    }
  };

  test('AWS_CA_BUNDLE names certificates to trust, and a new connection continues the session', async () => {
    const { outcomes, statistics } = await run([PUT, { do: 'reset' }, PUT, { do: 'reset' }, PUT], true);
    expect(outcomes.map(({ codes }) => codes)).toEqual([[null], undefined, [null], undefined, [null]]);
    expect(statistics).toMatchObject({ tlsHandshakes: 3, tlsSessionsReused: 2 });
  });

  test('a certificate that nobody vouches for is refused', async () => {
    const { outcomes, statistics } = await run([PUT], false);
    expect(outcomes[0]).toMatchObject({ error: { code: 'TLS' }, failure: { kind: 'transient' } });
    expect(statistics.calls).toBe(0);
  });
});
