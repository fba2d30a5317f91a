import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { describeFailure } from '../../../../../extension-src/delivery/failure';
import type { PackedRecord } from '../../../../../extension-src/delivery/record';
import { createTransport } from '../../../../../extension-src/host/nodejs/kinesis/transport';
import type { KinesisTransport } from '../../../../../extension-src/host/nodejs/kinesis/transport';
import { FaultProxy, PutRecordsSink } from '../../../../../simulator/kinesis';
import { parseStreamArn } from '../../../../../src/settings/settings';

const tls = jest.requireActual<typeof import('node:tls')>('node:tls');
const dns = jest.requireActual<typeof import('node:dns')>('node:dns');

const STREAM = parseStreamArn('arn:aws:kinesis:eu-west-1:123456789012:stream/telemetry');

interface Call {
  readonly headers: IncomingMessage['headers'];
  readonly body: { readonly StreamARN: string; readonly Records: ReadonlyArray<{ readonly Data: string; readonly PartitionKey: string }> };
}

let server: Server;
let sockets: Socket[];
let calls: Call[];
let answer: (call: Call, response: ServerResponse) => void;
let environment: NodeJS.ProcessEnv;
let now: number;
let transport: KinesisTransport;

const give = (response: ServerResponse, status: number, body: object) => {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
};
const take = ({ body }: Call, response: ServerResponse) => give(response, 200, {
  FailedRecordCount: 0, Records: body.Records.map((_record, index) => ({ SequenceNumber: String(index), ShardId: 'shardId-000000000000' })),
});

const record = (text: string, partitionKey = 'key'): PackedRecord => ({
  data: Buffer.from(text), partitionKey, environment: 'env', createdAt: 0, firstSequence: 1, lastSequence: 1, heldBytes: text.length, drops: [],
});
const put = (...records: PackedRecord[]) => transport.putRecords(records, new AbortController().signal);

beforeEach(async () => {
  sockets = [];
  calls = [];
  answer = take;
  server = createServer((incoming, response) => {
    let text = '';
    incoming.setEncoding('utf8').on('data', (chunk: string) => { text += chunk; }).on('end', () => {
      const call = { headers: incoming.headers, body: JSON.parse(text) as Call['body'] };
      calls.push(call);
      answer(call, response);
      server.emit('called');
    });
  });
  server.on('connection', (socket: Socket) => sockets.push(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  environment = process.env;
  process.env = {
    ...environment,
    AWS_ENDPOINT_URL_KINESIS: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_ACCESS_KEY_ID: 'FIRST', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'token',
  };
  now = 1_763_629_200_000;
  transport = createTransport(STREAM, () => now);
});

afterEach(async () => {
  process.env = environment;
  transport.reset();
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
});

describe('a call of PutRecords', () => {
  test('sends the data and key of each record in order, signed for the region of the stream', async () => {
    expect(await put(record('{"a":1}\n', 'k1'), record('{"b":"é"}\n', 'k2'))).toEqual([undefined, undefined]);
    expect(calls).toHaveLength(1);
    const { headers, body } = calls[0];
    expect(body.StreamARN).toBe(STREAM.arn);
    expect(body.Records.map(({ Data, PartitionKey }) => [Buffer.from(Data, 'base64').toString(), PartitionKey]))
      .toEqual([['{"a":1}\n', 'k1'], ['{"b":"é"}\n', 'k2']]);
    expect(headers['x-amz-target']).toBe('Kinesis_20131202.PutRecords');
    expect(headers.authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=FIRST\/\d{8}\/eu-west-1\/kinesis\/aws4_request, /);
  });

  test("uses the endpoint of the stream's account and region, unless a variable sets another", async () => {
    delete process.env.AWS_ENDPOINT_URL_KINESIS;
    const lookup = jest.spyOn(dns, 'lookup').mockImplementation(((host: string, _options: object, callback: (error: Error) => void) => {
      callback(new Error(`asked for ${host}`));
    }) as unknown as typeof dns.lookup);
    transport = createTransport(STREAM, () => now);
    await expect(put(record('a'))).rejects.toThrow('asked for 123456789012.data-kinesis.eu-west-1.amazonaws.com');
    lookup.mockRestore();
  });

  test('returns the error code of each refused record; a record without sequence number and code counts as refused', async () => {
    answer = (_call, response) => give(response, 200, {
      FailedRecordCount: 1,
      Records: [{ SequenceNumber: '1', ShardId: 's' }, { ErrorCode: 'ProvisionedThroughputExceededException', ErrorMessage: 'slow' }, {}],
    });
    expect(await put(record('a'), record('b'), record('c'), record('d')))
      .toEqual([undefined, 'ProvisionedThroughputExceededException', 'no sequence number', 'no sequence number']);
  });

  test('a response without results acknowledges nothing', async () => {
    answer = (_call, response) => give(response, 200, {});
    expect(await put(record('a'))).toEqual(['no sequence number']);
  });

  test.each([['InternalFailure', 500], ['ProvisionedThroughputExceededException', 400]])(
    '%s is thrown without a retry, because the sender retries', async (name, status) => {
      answer = (_call, response) => give(response, status, { __type: name, message: 'no' });
      await expect(put(record('a'))).rejects.toMatchObject({ name });
      expect(calls).toHaveLength(1);
    });

  test('ends when it is aborted, even without a response, and closes its connection', async () => {
    answer = () => undefined;
    const abort = new AbortController();
    const over = expect(transport.putRecords([record('a')], abort.signal)).rejects.toMatchObject({ name: 'AbortError' });
    await once(server, 'called');
    const closed = once(sockets[0], 'close');
    abort.abort();
    await Promise.all([over, closed]);
    answer = take;
    expect(await put(record('b'))).toEqual([undefined]);
  });
});

describe('the connection to Kinesis', () => {
  test('is reused between calls', async () => {
    for (let i = 0; i < 3; i++) await put(record('a'));
    expect(sockets).toHaveLength(1);
  });

  test('is new before the first response, proven for a second after each, then idle, and new again after thirty', async () => {
    expect(transport.connection).toBe('new');
    await put(record('a'));
    const states = [0, 1_000, 1_001, 30_000, 30_001].map((idleMs) => {
      now = 1_763_629_200_000 + idleMs;
      return transport.connection;
    });
    expect(states).toEqual(['proven', 'proven', 'idle', 'idle', 'new']);
  });

  test('restarts its thirty seconds with each response', async () => {
    await put(record('a'));
    now += 20_000;
    await put(record('b'));
    now += 20_000;
    expect(transport.connection).toBe('idle');
    await put(record('c'));
    expect(sockets).toHaveLength(1);
  });

  test('is replaced after thirty idle seconds, because a freeze may have killed it', async () => {
    await put(record('a'));
    now += 30_001;
    await put(record('b'));
    expect(sockets).toHaveLength(2);
  });

  test('is replaced after the clock was set back, which may hide a freeze', async () => {
    await put(record('a'));
    now -= 1;
    expect(transport.connection).toBe('new');
    await put(record('b'));
    expect(sockets).toHaveLength(2);
    expect(transport.connection).toBe('proven');
  });

  test('is not proven by a failed call', async () => {
    answer = (_call, response) => give(response, 500, { __type: 'InternalFailure', message: 'no' });
    await expect(put(record('a'))).rejects.toThrow('no');
    expect(transport.connection).toBe('new');
  });

  test('is closed by a reset, and the next call opens another', async () => {
    await put(record('a'));
    const closed = once(sockets[0], 'close');
    transport.reset();
    await closed;
    await put(record('b'));
    expect(sockets).toHaveLength(2);
  });

  test('a reset ends a running call and its connection', async () => {
    answer = () => undefined;
    const over = expect(put(record('a'))).rejects.toThrow();
    await once(server, 'called');
    const closed = once(sockets[0], 'close');
    transport.reset();
    await Promise.all([over, closed]);
    answer = take;
    expect(await put(record('b'))).toEqual([undefined]);
  });

  test('is new after a reset, even right after a response', async () => {
    await put(record('a'));
    transport.reset();
    expect(transport.connection).toBe('new');
  });
});

test('credentials are requested once, and again after they are renewed', async () => {
  await put(record('a'));
  process.env.AWS_ACCESS_KEY_ID = 'SECOND';
  await put(record('b'));
  transport.renewCredentials();
  await put(record('c'));
  expect(calls.map(({ headers }) => /Credential=(\w+)/.exec(headers.authorization ?? '')?.[1])).toEqual(['FIRST', 'FIRST', 'SECOND']);
  expect(sockets).toHaveLength(1);
});

describe("the environment's clock", () => {
  const TRUE_TIME = Date.parse('2026-11-21T12:00:00Z');
  const FIVE_MINUTES = 300_000;
  let trueTime: number;
  let clock: jest.SpyInstance;

  /** Like Kinesis: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html */
  const checkTime = (call: Call, response: ServerResponse) => {
    const [year, month, day, hour, minute, second] = /(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/.exec(String(call.headers['x-amz-date']))!.slice(1).map(Number);
    const signedAt = Date.UTC(year, month - 1, day, hour, minute, second);
    response.setHeader('date', new Date(trueTime).toUTCString());
    if (Math.abs(signedAt - trueTime) <= FIVE_MINUTES) take(call, response);
    else give(response, 400, { __type: 'InvalidSignatureException', message: `Signature expired: ${signedAt} is now earlier than ${trueTime}` });
  };
  const kindOf = async (call: Promise<unknown>) => describeFailure(await call.catch((error: unknown) => error), false).kind;

  beforeEach(() => {
    trueTime = TRUE_TIME;
    answer = checkTime;
    clock = jest.spyOn(Date, 'now');
  });
  afterEach(() => clock.mockRestore());

  test.each([['slow', -3_600_000], ['fast', 3_600_000]])('that is an hour %s fails the first call, and no other', async (_name, skewMs) => {
    clock.mockReturnValue(TRUE_TIME + skewMs);
    expect(await kindOf(put(record('a')))).toBe('clock');
    expect(await put(record('a'))).toEqual([undefined]);
    expect(await put(record('b'))).toEqual([undefined]);
  });

  test('is still known to be wrong after the credentials were renewed', async () => {
    clock.mockReturnValue(TRUE_TIME - 3_600_000);
    expect(await kindOf(put(record('a')))).toBe('clock');
    transport.renewCredentials();
    expect(await put(record('a'))).toEqual([undefined]);
  });

  test('a permission that is missing lasts, even while the clock is wrong', async () => {
    clock.mockReturnValue(TRUE_TIME - 3_600_000);
    answer = (_call, response) => {
      response.setHeader('date', new Date(trueTime).toUTCString());
      give(response, 400, { __type: 'AccessDeniedException', message: 'no' });
    };
    expect(await kindOf(put(record('a')))).toBe('permanent');
  });

  test('is not taken for wrong because an answer has waited through a freeze', async () => {
    const frozenMs = 600_000;
    clock.mockImplementation(() => trueTime);
    answer = (call, response) => {
      checkTime(call, response);
      trueTime += frozenMs;
      now += frozenMs;
      answer = checkTime;
    };
    expect(await put(record('a'))).toEqual([undefined]);
    expect(await put(record('b'))).toEqual([undefined]);
  });
});

describe('warming up', () => {
  test('opens the connection of the first call, and sends nothing', async () => {
    await transport.warmUp();
    expect(transport.connection).toBe('proven');
    expect(calls).toHaveLength(0);
    expect(await put(record('a'))).toEqual([undefined]);
    expect(calls.map(({ body }) => body.Records.length)).toEqual([1]);
    expect(sockets).toHaveLength(1);
  });

  test('changes no call that begins meanwhile', async () => {
    const [, codes] = await Promise.all([transport.warmUp(), put(record('a'))]);
    expect(codes).toEqual([undefined]);
    expect(calls.map(({ body }) => body.Records.length)).toEqual([1]);
  });

  test('opens nothing that outlives a reset', async () => {
    const closed = once(server, 'connection').then(([socket]: Socket[]) => once(socket, 'close'));
    await transport.warmUp();
    transport.reset();
    await closed;
    expect(transport.connection).toBe('new');
  });

  test('does not keep the first call from working after its connection was closed', async () => {
    await transport.warmUp();
    const [socket] = sockets;
    socket.destroy();
    await once(socket, 'close');
    await put(record('a')).catch(() => put(record('a')));
    expect(calls).toHaveLength(1);
  });

  test('leaves no connection behind that a freeze has made old', async () => {
    await transport.warmUp();
    now += 31_000;
    expect(transport.connection).toBe('new');
    expect(await put(record('a'))).toEqual([undefined]);
    expect(sockets).toHaveLength(2);
  });

  test('does not keep the first call from working after it has failed', async () => {
    const { AWS_ACCESS_KEY_ID: key, ...without } = process.env;
    process.env = without;
    await expect(transport.warmUp()).rejects.toThrow();
    process.env.AWS_ACCESS_KEY_ID = key;
    expect(await put(record('a'))).toEqual([undefined]);
  });
});

test('a new connection continues the TLS session of the one before', async () => {
  const sink = await PutRecordsSink.start({ onRecord: () => undefined });
  await sink.createStream('telemetry');
  const proxy = await FaultProxy.start({ target: sink.endpoint, tls: true });
  const createSecureContext = tls.createSecureContext;
  const trusting = jest.spyOn(tls, 'createSecureContext').mockImplementation((options) => createSecureContext({ ...options, ca: proxy.certificate }));
  process.env.AWS_ENDPOINT_URL_KINESIS = proxy.endpoint;
  transport = createTransport(parseStreamArn(sink.streamArn('telemetry')), () => now);
  try {
    for (let i = 0; i < 3; i++) {
      expect(await put(record('a'))).toEqual([undefined]);
      transport.reset();
    }
    expect(proxy.statistics).toMatchObject({ tlsHandshakes: 3, tlsSessionsReused: 2 });
  } finally {
    trusting.mockRestore();
    await proxy.stop();
    await sink.stop();
  }
});
