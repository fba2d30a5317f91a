// Calls an async, callback or streaming handler. Resolves to the body of the response.
import { Writable } from 'node:stream';
import { STREAMING } from './handler.mjs';

// Streamed responses are collected, because streaming makes no difference to extensions.
async function runStreaming(handler, event, context) {
  const chunks = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(Buffer.from(chunk));
      done();
    },
  });
  stream.setContentType = () => {};
  const finished = new Promise((resolve, reject) => stream.on('finish', resolve).on('error', reject));
  await handler(event, stream, context);
  await finished;
  return Buffer.concat(chunks);
}

function whenEventLoopIsEmpty() {
  return new Promise((resolve) => process.once('beforeExit', resolve));
}

function runCallback(handler, event, context) {
  return new Promise((resolve, reject) => {
    const done = async (error, result) => {
      if (context.callbackWaitsForEmptyEventLoop) await whenEventLoopIsEmpty();
      if (error) reject(error);
      else resolve(result);
    };
    const callback = (error, result) => void done(error, result);
    Object.assign(context, {
      done: callback,
      succeed: (result) => callback(null, result),
      fail: (error) => callback(error ?? 'handled'),
    });
    const returned = handler(event, context, callback);
    if (typeof returned?.then === 'function') returned.then(resolve, reject);
    else if (handler.length < 3) void done(null, returned === undefined ? null : returned);
  });
}

export async function runHandler(handler, event, context) {
  if (handler[STREAMING]) return runStreaming(handler, event, context);
  const result = await runCallback(handler, event, context);
  return JSON.stringify(result === undefined ? null : result);
}
