import { gunzipSync, gzipSync } from 'node:zlib';
import { readInputs } from '../../../cli-src/archives/read-inputs';
import type { Undecodable } from '../../../cli-src/archives/read-inputs';
import { aggregated } from '../../consumer/records';
import { FORMATS, lineOf } from '../telemetry';

const TIME = '2026-11-20T09:00:00.123Z';
const ENVIRONMENT = '0a2k9x4mrq7vz1tb';

interface Outcome {
  readonly sequences: number[];
  readonly undecodable: Undecodable[];
  readonly inputs: Array<[string, number]>;
}

/** Reads contents as files that arrive in chunks of this size. */
async function read(contents: readonly Buffer[], chunkBytes = 65_536): Promise<Outcome> {
  const outcome: Outcome = { sequences: [], undecodable: [], inputs: [] };
  await readInputs(contents.map((content, index) => ({ name: `file-${index}`, open: () => chunksOf(content, chunkBytes) })), {
    onEnvelopes: (envelopes) => outcome.sequences.push(...envelopes.map(({ sequence }) => sequence)),
    onUndecodable: (undecodable) => outcome.undecodable.push(undecodable),
    onInput: ({ name }, events) => outcome.inputs.push([name, events]),
  }, new AbortController().signal);
  return outcome;
}

// eslint-disable-next-line @typescript-eslint/require-await
async function* chunksOf(content: Buffer, size: number): AsyncGenerator<Buffer, void, undefined> {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size);
}

const inFormat = (format: string, ...sequences: number[]) => FORMATS[format](ENVIRONMENT, sequences, TIME);
const lines = (...sequences: number[]) => inFormat('lines', ...sequences);
/** zstd is tested on a Node.js that has it, in report.test.ts. */
const WITHOUT_ZSTD = Object.keys(FORMATS).filter((format) => format !== 'zstd');

describe.each([1, 7, 65_536])('in chunks of %d bytes', (chunkBytes) => {
  test.each(WITHOUT_ZSTD)('a file with one record of the format %s', async (format) => {
    expect(await read([inFormat(format, 1, 2, 3)], chunkBytes)).toMatchObject({ sequences: [1, 2, 3], undecodable: [], inputs: [['file-0', 3]] });
  });

  test('records of all formats behind each other, as Firehose puts them into a file, whether or not it compresses the file', async () => {
    const file = Buffer.concat([lines(1), inFormat('gzip', 2, 3), inFormat('cloudWatchLogs', 4, 5), inFormat('cloudWatchLogs', 6), lines(7), inFormat('gzip', 8), lines(9)]);
    const all = { sequences: [1, 2, 3, 4, 5, 6, 7, 8, 9], undecodable: [] };
    expect(await read([file], chunkBytes)).toMatchObject(all);
    expect(await read([gzipSync(file)], chunkBytes)).toMatchObject(all);
  });
});

test('documents in the CloudWatch Logs format without line breaks, as gunzip leaves them', async () => {
  const document = (sequence: number) => gunzipSync(FORMATS.cloudWatchLogs(ENVIRONMENT, [sequence], TIME));
  const file = Buffer.concat([document(1), document(2), Buffer.from('\n'), document(3)]);
  expect(await read([file])).toMatchObject({ sequences: [1, 2, 3], undecodable: [] });
  expect(await read([file], 1)).toMatchObject({ sequences: [1, 2, 3], undecodable: [] });
});

test('gzip with a name and a comment in its header, as gzip(1) writes it', async () => {
  const plain = gzipSync(lines(1));
  const named = Buffer.concat([plain.subarray(0, 3), Buffer.from([0x1c]), plain.subarray(4, 10), Buffer.from([3, 0, 1, 2, 3]), Buffer.from('name\0comment\0'), plain.subarray(10)]);
  expect(await read([named], 1)).toMatchObject({ sequences: [1], undecodable: [] });
});

test('a line that is no JSON is told and left out, and those around it are read', async () => {
  const { sequences, undecodable } = await read([Buffer.concat([lines(1), Buffer.from('what is this?\n\n'), lines(2), Buffer.from('{"a":1}\r\n'), lines(3)])]);
  expect(sequences).toEqual([1, 2, 3]);
  expect(undecodable.map(({ where, code }) => [where, code])).toEqual([['file-0', 'foreign'], ['file-0', 'foreign']]);
});

test('a file without a newline at its end, and an empty one', async () => {
  const file = lines(1, 2);
  expect(await read([file.subarray(0, -1), Buffer.alloc(0)])).toMatchObject({ sequences: [1, 2], undecodable: [], inputs: [['file-0', 2], ['file-1', 0]] });
});

test.each([
  ['is truncated', (file: Buffer) => file.subarray(0, -9), 'the gzip data is truncated; the rest of it was not read'],
  ['has no trailer', (file: Buffer) => file.subarray(0, -3), 'the gzip data is truncated; the rest of it was not read'],
  ['was changed', (file: Buffer) => Buffer.concat([file.subarray(0, -8), Buffer.alloc(8)]), 'the gzip data is damaged: its checksum is another; the rest of it was not read'],
])('a gzip file that %s is told, and the next file is read', async (_, damaged, message) => {
  const { sequences, undecodable } = await read([damaged(gzipSync(lines(1, 2))), lines(3)]);
  expect(undecodable).toEqual([{ where: 'file-0', code: 'corrupt', message }]);
  expect(sequences).toContain(3);
});

test('an aggregated record that was changed is told', async () => {
  const record = aggregated([lineOf({ sequence: 1 })]);
  record[20] ^= 1;
  expect(await read([record])).toMatchObject({ sequences: [], undecodable: [{ code: 'corrupt' }] });
});

test('data that was compressed again and again is not unpacked for ever', async () => {
  let file = lines(1);
  for (let times = 0; times < 8; times++) file = gzipSync(file);
  expect((await read([file])).undecodable).toEqual([{ where: 'file-0', code: 'corrupt', message: expect.stringContaining('compressed more than 4 times') }]);
});

test('many lines are read whole, wherever chunks end', async () => {
  const sequences = Array.from({ length: 5_000 }, (_, index) => index + 1);
  expect((await read([gzipSync(lines(...sequences))], 1_000)).sequences).toEqual(sequences);
});
