import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Worker } from 'node:worker_threads';
import { answering } from '../../../../extension-src/host/nodejs/answering';

/** Sends a request and reports, in shared memory, that the kernel has it: the thread with the server is blocked. */
const CLIENT = `
  const { port, written } = require('node:worker_threads').workerData;
  const socket = require('node:net').connect(port, '127.0.0.1', () => {
    socket.write('POST / HTTP/1.1\\r\\nhost: x\\r\\ncontent-length: 2\\r\\n\\r\\n[]', () => {
      Atomics.store(new Int32Array(written), 0, 1);
      Atomics.notify(new Int32Array(written), 0);
    });
  });
  socket.on('error', () => undefined);
  socket.resume();
`;

/** The long task can begin in any phase of the event loop. */
const PHASES = {
  'in a callback of I/O': () => readFile(__filename),
  'in a timer': () => new Promise<void>((resolve) => void setTimeout(resolve, 1)),
  'in an immediate': () => new Promise<void>((resolve) => void setImmediate(resolve)),
};

test.each(Object.entries(PHASES))('a request over a new connection that arrives during a long task %s is answered', async (_phase, enter) => {
  let answered = 0;
  const server = createServer((incoming, response) => {
    incoming.resume().on('end', () => {
      response.end();
      answered++;
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const written = new SharedArrayBuffer(4);
  const { port } = server.address() as AddressInfo;
  await enter();
  const client = new Worker(CLIENT, { eval: true, workerData: { port, written } });
  try {
    Atomics.wait(new Int32Array(written), 0, 0);
    expect(answered).toBe(0);
    await answering();
    expect(answered).toBe(1);
  } finally {
    await client.terminate();
    server.closeAllConnections();
    server.close();
  }
});
