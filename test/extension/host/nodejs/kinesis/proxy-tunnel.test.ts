import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import type { PackedRecord } from '../../../../../extension-src/delivery/record';
import { createTransport } from '../../../../../extension-src/host/nodejs/kinesis/transport';
import { FaultProxy, PutRecordsSink } from '../../../../../simulator/kinesis';
import { parseStreamArn } from '../../../../../src/settings/settings';

const tls = jest.requireActual<typeof import('node:tls')>('node:tls');

const RECORD: PackedRecord = {
  data: Buffer.from('{}\n'), partitionKey: 'key', environment: 'env', createdAt: 0, firstSequence: 1, lastSequence: 1, heldBytes: 3, drops: [],
};

let tunnels: Array<{ readonly authority?: string; readonly authorization?: string }>;
let sockets: Socket[];
let proxy: Server;
let refusal: string | undefined;
let environment: NodeJS.ProcessEnv;
let cleanups: Array<() => Promise<void> | void>;

beforeEach(async () => {
  tunnels = [];
  sockets = [];
  refusal = undefined;
  cleanups = [];
  proxy = createServer();
  proxy.on('connect', ({ url, headers }: IncomingMessage, client: Socket) => {
    tunnels.push({ authority: url, authorization: headers['proxy-authorization'] });
    if (refusal !== undefined) {
      client.end(`HTTP/1.1 ${refusal}\r\n\r\n`);
      return;
    }
    const [host, port] = (url ?? '').split(':');
    const server = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      client.pipe(server).pipe(client);
    });
    sockets.push(server, client);
    for (const socket of [server, client]) socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  environment = process.env;
});

afterEach(async () => {
  process.env = environment;
  for (const clean of cleanups) await clean();
  for (const socket of sockets) socket.destroy();
  const closed = new Promise((resolve) => proxy.close(resolve));
  proxy.closeAllConnections();
  await closed;
});

async function callThrough(login: string, secure: boolean) {
  const sink = await PutRecordsSink.start({ onRecord: () => undefined });
  await sink.createStream('telemetry');
  const kinesis = await FaultProxy.start({ target: sink.endpoint, tls: secure });
  cleanups.push(() => kinesis.stop(), () => sink.stop());
  const createSecureContext = tls.createSecureContext;
  const trusting = jest.spyOn(tls, 'createSecureContext').mockImplementation((options) => createSecureContext({ ...options, ca: kinesis.certificate }));
  cleanups.push(() => trusting.mockRestore());
  process.env = { ...environment, AWS_ENDPOINT_URL_KINESIS: kinesis.endpoint, AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' };
  const transport = createTransport(parseStreamArn(sink.streamArn('telemetry')), () => 0, `http://${login}127.0.0.1:${(proxy.address() as AddressInfo).port}`);
  cleanups.unshift(() => transport.reset());
  const put = () => transport.putRecords([RECORD], new AbortController().signal);
  return { put, kinesis, authority: new URL(kinesis.endpoint).host };
}

describe('with a proxy', () => {
  test.each([['plain', false], ['TLS', true]])('calls go through one tunnel (%s)', async (_name, secure) => {
    const { put, authority, kinesis } = await callThrough('', secure);
    expect(await put()).toEqual([undefined]);
    expect(await put()).toEqual([undefined]);
    expect(tunnels).toEqual([{ authority, authorization: undefined }]);
    expect(kinesis.statistics.calls).toBe(2);
  });

  test('user and password are given to the proxy, and not to Kinesis', async () => {
    const { put } = await callThrough('me:p%40ss@', false);
    await put();
    expect(tunnels[0].authorization).toBe(`Basic ${Buffer.from('me:p@ss').toString('base64')}`);
  });

  test.each(['407 Proxy Authentication Required', '502 Bad Gateway'])('a refused tunnel is an error that says so (%s)', async (status) => {
    const { put, kinesis } = await callThrough('', true);
    refusal = status;
    await expect(put()).rejects.toThrow(`refused a tunnel to ${new URL(kinesis.endpoint).host} with status ${status.slice(0, 3)}`);
    expect(kinesis.statistics.calls).toBe(0);
    refusal = undefined;
    expect(await put()).toEqual([undefined]);
  });

  test('a proxy that is away is an error', async () => {
    const { put } = await callThrough('', false);
    await new Promise((resolve) => proxy.close(resolve));
    await expect(put()).rejects.toThrow('ECONNREFUSED');
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  });
});
