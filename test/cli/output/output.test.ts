import { Writable } from 'node:stream';
import { Output } from '../../../cli-src/output/output';

const never = new AbortController().signal;

test('waits while the reader is slow', async () => {
  let read: (() => void) | undefined;
  const stream = new Writable({ highWaterMark: 1, write: (_, __, done) => { read = done; } });
  const output = new Output(stream, () => undefined);
  output.write('text');
  let isDrained = false;
  const drained = output.drained(never).then(() => { isDrained = true; });
  await new Promise(setImmediate);
  expect(isDrained).toBe(false);
  read?.();
  await drained;
});

test('tells once that the reader has gone, writes nothing more, and waits for nobody', async () => {
  let closed = 0;
  const stream = new Writable({ highWaterMark: 1, write: (_, __, done) => done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })) });
  const output = new Output(stream, () => { closed++; });
  output.write('one');
  await new Promise(setImmediate);
  output.write('two');
  await output.drained(never);
  expect(closed).toBe(1);
});

test('the end of the program ends the waiting', async () => {
  const ending = new AbortController();
  const output = new Output(new Writable({ highWaterMark: 1, write: () => undefined }), () => undefined);
  output.write('text');
  const drained = output.drained(ending.signal);
  ending.abort();
  await drained;
});
