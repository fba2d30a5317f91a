import { gzipSync } from 'node:zlib';
import { eventRecord, lineOf, ndjson } from './records';
import { createHandler, decodeBatch } from '../../consumer-src';
import type { Envelope, HandlerOptions } from '../../consumer-src';

const good = (sequence: number) => eventRecord(ndjson(lineOf(sequence)), `49-${sequence}`);
const corrupt = eventRecord(gzipSync(lineOf(2)).subarray(0, 30), '49-2');
const event = { Records: [good(1), corrupt, good(3), good(4)] };

describe('decoding a batch', () => {
  test('gives each record its envelopes, or its error', () => {
    const decoded = [...decodeBatch(event)];
    expect(decoded.map(({ sequenceNumber, envelopes, error }) => [sequenceNumber, envelopes?.length ?? error?.code]))
      .toEqual([['49-1', 1], ['49-2', 'corrupt'], ['49-3', 1], ['49-4', 1]]);
    expect(decoded[1].record).toBe(corrupt);
    expect(decoded[1].error?.sequenceNumber).toBe('49-2');
  });

  test('takes the answer of GetRecords, and whatever else gives records', () => {
    const records = [{ Data: ndjson(lineOf(1)), SequenceNumber: '1' }];
    expect([...decodeBatch({ Records: records })]).toHaveLength(1);
    expect([...decodeBatch(new Set(records))]).toHaveLength(1);
    expect([...decodeBatch([ndjson(lineOf(1))])]).toHaveLength(1);
  });

  test('decodes a record when it is asked for', () => {
    const [first] = decodeBatch(function* () {
      yield good(1);
      throw new Error('asked too early');
    }());
    expect(first.envelopes).toHaveLength(1);
  });

  test('is no way to read another event source', () => {
    expect(() => [...decodeBatch({ Records: [{ messageId: '1', body: '{}' }] } as never)]).toThrow(TypeError);
    expect(() => [...decodeBatch({ detail: {} } as never)]).toThrow('got an object with detail');
  });
});

describe('the handler', () => {
  const lines: unknown[][] = [];

  beforeEach(() => {
    lines.length = 0;
    jest.spyOn(console, 'error').mockImplementation((...line) => { lines.push(line); });
  });

  afterEach(() => jest.restoreAllMocks());

  /** What a handler with these options was given, and what it answered. */
  async function handle(options: Omit<HandlerOptions, 'onEnvelopes'> & Partial<HandlerOptions>, records = event.Records) {
    const seen: number[] = [];
    const onEnvelopes = (envelopes: Envelope[]) => { seen.push(...envelopes.map(({ sequence }) => sequence)); };
    const response = await createHandler({ onEnvelopes, ...options })({ Records: records });
    return { seen, failed: response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier) };
  }

  test('gives the envelopes of each record, with the record and the context', async () => {
    const calls: unknown[] = [];
    const handler = createHandler<{ readonly awsRequestId: string }>((envelopes, { record, context }) => {
      calls.push([envelopes.length, record.kinesis.sequenceNumber, context.awsRequestId]);
    });
    const records = [eventRecord(ndjson(lineOf(1), lineOf(2)), '7'), good(3)];
    expect(await handler({ Records: records }, { awsRequestId: 'r' })).toEqual({ batchItemFailures: [] });
    expect(calls).toEqual([[2, '7', 'r'], [1, '49-3', 'r']]);
  });

  test('skips a record that cannot be decoded, and says so', async () => {
    expect(await handle({})).toEqual({ seen: [1, 3, 4], failed: [] });
    expect(lines).toEqual([[expect.stringMatching(/^Skipped the Kinesis record 49-2: CorruptRecordError: /)]]);
  });

  test('on demand has it given again, and begins nothing behind it', async () => {
    expect(await handle({ onBadRecord: 'fail' })).toEqual({ seen: [1], failed: ['49-2'] });
    expect(lines).toEqual([[expect.stringContaining('49-2'), expect.objectContaining({ code: 'corrupt' })]]);
  });

  test('lets a function take it in, and awaits it', async () => {
    const kept: unknown[] = [];
    const onBadRecord = async (error: { readonly code: string }, record: unknown) => {
      await new Promise(setImmediate);
      kept.push([error.code, record]);
    };
    expect(await handle({ onBadRecord })).toEqual({ seen: [1, 3, 4], failed: [] });
    expect(kept).toEqual([['corrupt', corrupt]]);
    expect(lines).toEqual([]);
  });

  test.each([
    ['throws', () => { throw new Error('no room'); }],
    ['rejects', () => Promise.reject(new Error('no room'))],
  ])('has a record given again if that function %s', async (_, onBadRecord) => {
    expect(await handle({ onBadRecord })).toEqual({ seen: [1], failed: ['49-2'] });
  });

  test('never skips what another Node.js could decode, unless it is told to', async () => {
    jest.spyOn(process, 'getBuiltinModule').mockReturnValue({});
    const records = [good(1), eventRecord(Buffer.from('28b52ffd', 'hex'), '49-2'), good(3)];
    expect(await handle({}, records)).toEqual({ seen: [1], failed: ['49-2'] });
    expect(await handle({ onBadRecord: 'skip' }, records)).toEqual({ seen: [1, 3], failed: [] });
  });

  test.each([
    ['throws', () => { throw new Error('no'); }],
    ['rejects', () => Promise.reject(new Error('no'))],
  ])('names the first record for which the function %s, and begins nothing behind it', async (_, fail) => {
    const seen: number[] = [];
    const failures: unknown[] = [];
    const onEnvelopes = ([{ sequence }]: Envelope[]) => {
      seen.push(sequence);
      return sequence === 3 ? fail() : undefined;
    };
    const handler = createHandler({ onEnvelopes, onFailure: (error, { kinesis }) => failures.push([String(error), kinesis.sequenceNumber]) });
    expect(await handler(event)).toEqual({ batchItemFailures: [{ itemIdentifier: '49-3' }] });
    expect(seen).toEqual([1, 3]);
    expect(failures).toEqual([['Error: no', '49-3']]);
  });

  test('awaits the function before it goes on, and before it answers', async () => {
    const log: string[] = [];
    const handler = createHandler(async ([{ sequence }]) => {
      log.push(`begin ${sequence}`);
      await new Promise(setImmediate);
      log.push(`end ${sequence}`);
    });
    await handler({ Records: [good(1), good(2)] });
    expect(log).toEqual(['begin 1', 'end 1', 'begin 2', 'end 2']);
  });

  test('is not made with a choice that there is not', () => {
    expect(() => createHandler({ onEnvelopes: () => undefined, onBadRecord: 'ignore' as never })).toThrow('got ignore');
  });

  test('fails where it is given no Kinesis batch', async () => {
    await expect(createHandler(() => undefined)({} as never)).rejects.toThrow(TypeError);
  });
});
