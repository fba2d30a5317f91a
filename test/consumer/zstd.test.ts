import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import * as zlib from 'node:zlib';
import { eventRecord, lineOf, ndjson } from './records';
import { decodeRecord } from '../../consumer-src';
import { zstdFramesOf } from '../../consumer-src/zstd-frame';
import type { LambdaRuntime } from '../../simulator';
import { nodeBinary } from '../../simulator';

const CONSUMER = resolve(__dirname, '../../consumer/index.js');
const lines = ndjson(lineOf(1), lineOf(2, { record: { message: 'é'.repeat(200) } }));

/** Tests also run on an older Node.js, so code that needs Zstandard runs on the Node.js of Lambda. */
const SCRIPT = `
  const { decodeRecord, RecordError } = require(process.argv[1]);
  const zlib = require('node:zlib');
  const lines = Buffer.from(process.argv[2], 'base64');
  const { ZSTD_c_checksumFlag, ZSTD_c_compressionLevel, ZSTD_c_contentSizeFlag } = zlib.constants;
  const outcome = (data, options) => {
    try {
      return decodeRecord(data, options).map(({ line }) => line);
    } catch (error) {
      if (error instanceof RecordError) return error.code;
      throw error;
    }
  };
  const whole = zlib.zstdCompressSync(lines, { params: { [ZSTD_c_checksumFlag]: 1 } });
  const skippable = Buffer.from('502a4d1803000000aabbcc', 'hex');
  const variants = {
    default: zlib.zstdCompressSync(lines),
    checksum: whole,
    'without its size': zlib.zstdCompressSync(lines, { params: { [ZSTD_c_contentSizeFlag]: 0 } }),
    'best compression': zlib.zstdCompressSync(lines, { params: { [ZSTD_c_compressionLevel]: 19 } }),
    'many blocks': zlib.zstdCompressSync(Buffer.from(lines.toString().replace('hello', require('node:crypto').randomBytes(300_000).toString('hex')))),
    'two frames': Buffer.concat([zlib.zstdCompressSync(lines.subarray(0, 40)), skippable, zlib.zstdCompressSync(lines.subarray(40))]),
  };
  const flips = {};
  for (let bit = 32; bit < whole.length * 8; bit++) {
    const data = Buffer.from(whole);
    data[bit >>> 3] ^= 1 << (bit & 7);
    const found = outcome(data);
    const key = Array.isArray(found) ? 'envelopes' : found;
    flips[key] = (flips[key] ?? 0) + 1;
  }
  process.stdout.write(JSON.stringify({
    decoded: Object.fromEntries(Object.entries(variants).map(([name, data]) => [name, outcome(data).length])),
    text: outcome(whole),
    cut: Object.fromEntries(Object.entries(variants).map(([name, data]) => {
      // With many blocks not every byte is tried: cuts within a block are alike.
      const step = Math.max(1, Math.floor(data.length / 500));
      const cuts = new Set();
      for (let length = 4; length < data.length; length += step) cuts.add(String(outcome(data.subarray(0, length))));
      return [name, [...cuts]];
    })),
    garbage: outcome(Buffer.concat([whole, Buffer.from('garbage')])),
    secondFrameTooLarge: outcome(variants['two frames'], { maxOutputLength: 50 }),
    bomb: outcome(zlib.zstdCompressSync(Buffer.alloc(100_000_000, '{'))),
    foreign: outcome(zlib.zstdCompressSync('hello')),
    flips,
  }));
`;

describe.each<LambdaRuntime>(['nodejs22.x', 'nodejs24.x'])('Zstandard on %s', (runtime) => {
  const said = JSON.parse(execFileSync(nodeBinary(runtime), ['-e', SCRIPT, CONSUMER, lines.toString('base64')], { env: {} }).toString()) as {
    readonly decoded: Record<string, number>; readonly cut: Record<string, string[]>; readonly flips: Record<string, number>;
    readonly text: string[]; readonly garbage: string; readonly bomb: string; readonly foreign: string;
    readonly secondFrameTooLarge: string;
  };

  test('is decoded for all kinds of frames', () => {
    expect(said.text.map((line) => `${line}\n`).join('')).toBe(lines.toString());
    expect(Object.values(said.decoded)).toEqual(Object.keys(said.decoded).map(() => 2));
  });

  test('is corrupt if truncated at any byte, even where Node.js 22 returns a part without an error', () => {
    // Cut between two frames, the first frame is whole, but its text is truncated.
    for (const cuts of Object.values(said.cut)) expect(cuts).toEqual(['corrupt']);
    expect(said.garbage).toBe('corrupt');
  });

  test('a foreign or too large record throws the same error as without compression', () => {
    expect([said.bomb, said.secondFrameTooLarge, said.foreign]).toEqual(['too-large', 'too-large', 'foreign']);
  });

  test('with a flipped bit throws a typed error, or returns the original if the bit has no meaning', () => {
    expect(Object.keys(said.flips).sort()).toEqual(expect.arrayContaining(['corrupt']));
    expect(said.flips.corrupt).toBeGreaterThan(10 * (said.flips.envelopes ?? 0));
  });
});

test('a Node.js without Zstandard throws another error than a damaged record', () => {
  const old = jest.spyOn(process, 'getBuiltinModule').mockReturnValue({ ...zlib, zstdDecompressSync: undefined });
  try {
    decodeRecord(eventRecord(Buffer.from('28b52ffd00', 'hex'), '49'));
    throw new Error('There was no error');
  } catch (error) {
    expect(error).toMatchObject({ name: 'UnsupportedCompressionError', code: 'unsupported-compression', sequenceNumber: '49' });
    expect(String(error)).toContain(`needs Node.js 22.15, 23.8 or newer; this is ${process.version}`);
  } finally {
    old.mockRestore();
  }
});

test.each([
  ['a raw block', '28b52ffd2001010000aa', false],
  ['a raw block and all of its bytes', '28b52ffd2001090000aa', true],
  ['a block of a reserved type', '28b52ffd20010f0000aa', false],
  ['a block of one repeated byte', '28b52ffd2001ff0000aa'.replace('ff0000', '030100'), true],
  ['a frame of another magic number', '28b52ffe2001090000aa', false],
  ['a skippable frame longer than the data', '502a4d1804000000aabbcc', false],
])('it is detected whether %s is a whole frame: %s', (_, hex, whole) => {
  expect(zstdFramesOf(Buffer.from(hex, 'hex')) !== undefined).toBe(whole);
});
