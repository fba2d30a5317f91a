import { FramedLog, LogFrame } from '../../../simulator/output/framed-log';
import { LineSplitter } from '../../../simulator/output/line-splitter';
import { logRecord, splitMessage } from '../../../simulator/output/log-record';
import { cleanUp, environmentOf, extension } from '../support';

afterEach(cleanUp);

async function recordsOf(code: string, setup: Parameters<typeof environmentOf>[0] = {}): Promise<unknown[]> {
  const environment = await environmentOf({ code, ...setup });
  await environment.invoke({}, { requestId: 'r' });
  return environment.telemetry.ofType('function').map(({ record }) => record);
}

const TIME = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`;

describe('in the text format', () => {
  test('a console call is one event with time, request id, level and newline, even with several lines', async () => {
    expect(await recordsOf("console.log('one\\ntwo %d', 3); console.warn('careful'); console.debug({ a: 1 }); console.trace('t');")).toEqual([
      expect.stringMatching(new RegExp(`^${TIME}\tr\tINFO\tone\ntwo 3\n$`)), expect.stringMatching(/\tr\tWARN\tcareful\n$/),
      expect.stringMatching(/\tr\tDEBUG\t\{ a: 1 \}\n$/), expect.stringMatching(/\tr\tTRACE\tt\n$/),
    ]);
  });

  test('each line on stdout or stderr is one event', async () => {
    expect(await recordsOf("process.stdout.write('a\\nb\\n'); process.stderr.write('c\\n');")).toEqual(expect.arrayContaining(['a', 'b', 'c']));
  });

  test('each line of a child process is one event', async () => {
    expect(await recordsOf("require('child_process').execSync('echo from a child', { stdio: 'inherit' });")).toEqual(['from a child']);
  });

  test('a last line without newline is an event when the process ends', async () => {
    const environment = await environmentOf({ code: "process.stdout.write('unfinished');" });
    await environment.invoke({});
    expect(environment.telemetry.ofType('function')).toEqual([]);
    await environment.shutdown();
    expect(environment.functionOutput.map(({ channel, text }) => [channel, text])).toEqual([['stdout', 'unfinished']]);
  });

  test('messages during init have no request id', async () => {
    const records = await recordsOf('', { files: { 'index.js': "console.log('early'); exports.handler = async () => {};" } });
    expect(records).toEqual([expect.stringMatching(/\tundefined\tINFO\tearly\n$/)]);
  });

  test('messages of 1 byte, of 200 KB and with any characters arrive unchanged', async () => {
    const environment = await environmentOf({ code: "console.log('x'); console.log('y'.repeat(200 * 1024)); console.log('Zürich 東京 🚀 \\u0000 \\u2028 \"q\" \\\\');" });
    await environment.invoke({});
    const records = environment.telemetry.ofType('function').map(({ record }) => String(record).split('\t')[3]);
    expect(records).toEqual(['x\n', `${'y'.repeat(200 * 1024)}\n`, 'Zürich 東京 🚀 \u0000 \u2028 "q" \\\n']);
    expect(environment.functionOutput.map(({ text }) => text.split('\t')[3])).toEqual(records);
  });

  test('a thrown error is logged with its stack trace', async () => {
    expect(await recordsOf("throw new TypeError('bad');")).toEqual([expect.stringMatching(/\tERROR\tInvoke Error \t\{"errorType":"TypeError","errorMessage":"bad","stack":\["TypeError: bad"/)]);
  });
});

describe('in the JSON format', () => {
  const json = { logFormat: 'JSON' } as const;

  test('a console call is an object', async () => {
    const records = await recordsOf("console.log('n %d', 1); console.info({ a: [1] }); console.error('oh', new RangeError('far'));", json);
    expect(records).toEqual([
      { timestamp: expect.stringMatching(TIME), level: 'INFO', requestId: 'r', message: 'n 1' },
      { timestamp: expect.stringMatching(TIME), level: 'INFO', requestId: 'r', message: { a: [1] } },
      expect.objectContaining({ level: 'ERROR', errorType: 'RangeError', errorMessage: 'far', stackTrace: expect.any(Array), message: expect.stringContaining('oh RangeError: far') }),
    ]);
  });

  test('a JSON object on stdout is the record, unchanged, and any other line is a string', async () => {
    const environment = await environmentOf({ ...json, code: "process.stdout.write('{\"n\":12345678901234567890, \"s\":\"\\\\u00fc\"}\\nplain\\n[1]\\n');" });
    await environment.invoke({});
    const texts = environment.telemetry.ofType('function').map((event) => event.json.replace(/^.*?"record":/, ''));
    expect(texts).toEqual(['{"n":12345678901234567890, "s":"\\u00fc"}}', '"plain"}', '"[1]"}']);
  });

  test('the application log level applies', async () => {
    const records = await recordsOf("console.debug('no'); console.info('no'); console.warn('yes'); console.error('yes');", { ...json, applicationLogLevel: 'WARN' });
    expect(records).toMatchObject([{ level: 'WARN' }, { level: 'ERROR' }]);
  });

  test('the application log level does not apply to the text format', async () => {
    expect(await recordsOf("console.debug('yes');", { applicationLogLevel: 'ERROR' })).toHaveLength(1);
  });
});

test('each line of an extension is one extension event', async () => {
  const environment = await environmentOf({ extensions: { chatty: extension("console.log('hello'); console.error('oops'); await register(); await loop();") } });
  await environment.init();
  expect(environment.telemetry.ofType('extension').map(({ record }) => record).sort()).toEqual(['hello', 'oops']);
  expect(environment.extensions[0].output.map(({ stream, text }) => [stream, text]).sort()).toEqual([['stderr', 'oops'], ['stdout', 'hello']]);
});

describe('output', () => {
  test('lines are the same for any size of chunks', () => {
    const text = Buffer.from('erste\n\nzweite ü🚀\nrest');
    for (let size = 1; size <= text.length; size++) {
      const lines: string[] = [];
      const splitter = new LineSplitter((line) => lines.push(line));
      for (let at = 0; at < text.length; at += size) splitter.write(text.subarray(at, at + size));
      splitter.flush();
      expect(lines).toEqual(['erste', '', 'zweite ü🚀', 'rest']);
    }
  });

  test('frames are the same for any size of chunks', () => {
    const frame = (type: number, message: string): Buffer => {
      const head = Buffer.alloc(16);
      head.writeUInt32BE(type, 0);
      head.writeUInt32BE(Buffer.byteLength(message), 4);
      head.writeBigUInt64BE(BigInt(Date.UTC(2026, 10, 20)) * 1000n, 8);
      return Buffer.concat([head, Buffer.from(message)]);
    };
    const bytes = Buffer.concat([frame(0xa55a0003, 'eins\nzwei'), frame(0xa55a000e, '{"ü":1}')]);
    for (let size = 1; size <= bytes.length; size++) {
      const frames: LogFrame[] = [];
      const log = new FramedLog((one) => frames.push(one));
      for (let at = 0; at < bytes.length; at += size) log.write(bytes.subarray(at, at + size));
      expect(frames).toEqual([
        { format: 'Text', time: new Date('2026-11-20T00:00:00Z'), message: 'eins\nzwei' }, { format: 'JSON', time: new Date('2026-11-20T00:00:00Z'), message: '{"ü":1}' },
      ]);
    }
  });

  test('messages over 256 KB are split between characters', () => {
    const message = 'a' + '🚀'.repeat(100_000);
    const parts = splitMessage(message);
    expect(parts).toHaveLength(2);
    expect(parts.join('')).toBe(message);
    expect(Math.max(...parts.map((part) => Buffer.byteLength(part)))).toBeLessThanOrEqual(262_144);
    expect(splitMessage('b'.repeat(262_144))).toHaveLength(1);
  });

  test('a JSON object on several lines becomes one line', () => {
    expect(logRecord('{\n  "a": "x\\n",\n  "b": 1\n}', 'JSON')).toBe('{  "a": "x\\n",  "b": 1}');
    expect(logRecord('{"a":1}', 'Text')).toBe('"{\\"a\\":1}"');
  });
});
