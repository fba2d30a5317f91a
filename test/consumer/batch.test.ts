import { gzipSync } from 'node:zlib';
import { eventRecord, lineOf, ndjson } from './records';
import { createHandler, decodeBatch } from '../../consumer-src';
import type { Envelope, HandlerOptions } from '../../consumer-src';

const good = (sequence: number) => eventRecord(ndjson(lineOf(sequence)), `49-${sequence}`);
const corrupt = eventRecord(gzipSync(lineOf(2)).subarray(0, 30), '49-2');
const event = { Records: [good(1), corrupt, good(3), good(4)] };

describe('decoding a batch', () => {
  test('returns the envelopes or the error of each record', () => {
    const decoded = [...decodeBatch(event)];
    expect(decoded.map(({ sequenceNumber, envelopes, error }) => [sequenceNumber, envelopes?.length ?? error?.code]))
      .toEqual([['49-1', 1], ['49-2', 'corrupt'], ['49-3', 1], ['49-4', 1]]);
    expect(decoded[1].record).toBe(corrupt);
    expect(decoded[1].error?.sequenceNumber).toBe('49-2');
  });

  test('accepts the response of GetRecords and any iterable of records', () => {
    const records = [{ Data: ndjson(lineOf(1)), SequenceNumber: '1' }];
    expect([...decodeBatch({ Records: records })]).toHaveLength(1);
    expect([...decodeBatch(new Set(records))]).toHaveLength(1);
    expect([...decodeBatch([ndjson(lineOf(1))])]).toHaveLength(1);
  });

  test('decodes records lazily', () => {
    const [first] = decodeBatch(function* () {
      yield good(1);
      throw new Error('asked too early');
    }());
    expect(first.envelopes).toHaveLength(1);
  });

  test('throws a TypeError for another event source', () => {
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

  /** Runs a handler with these options. Returns what it passed on and its response. */
  async function handle(options: Omit<HandlerOptions, 'onEnvelopes'> & Partial<HandlerOptions>, records = event.Records) {
    const seen: number[] = [];
    const onEnvelopes = (envelopes: Envelope[]) => { seen.push(...envelopes.map(({ sequence }) => sequence)); };
    const response = await createHandler({ onEnvelopes, ...options })({ Records: records });
    return { seen, failed: response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier) };
  }

  test('passes the envelopes of each record on, with the record and the context', async () => {
    const calls: unknown[] = [];
    const handler = createHandler<{ readonly awsRequestId: string }>((envelopes, { record, context }) => {
      calls.push([envelopes.length, record.kinesis.sequenceNumber, context.awsRequestId]);
    });
    const records = [eventRecord(ndjson(lineOf(1), lineOf(2)), '7'), good(3)];
    expect(await handler({ Records: records }, { awsRequestId: 'r' })).toEqual({ batchItemFailures: [] });
    expect(calls).toEqual([[2, '7', 'r'], [1, '49-3', 'r']]);
  });

  test('skips a record that cannot be decoded and logs it', async () => {
    expect(await handle({})).toEqual({ seen: [1, 3, 4], failed: [] });
    expect(lines).toEqual([[expect.stringMatching(/^Skipped the Kinesis record 49-2: CorruptRecordError: /)]]);
  });

  test('with fail, has Lambda retry it and starts no later record', async () => {
    expect(await handle({ onBadRecord: 'fail' })).toEqual({ seen: [1], failed: ['49-2'] });
    expect(lines).toEqual([[expect.stringContaining('49-2'), expect.objectContaining({ code: 'corrupt' })]]);
  });

  test('passes it to a function and awaits the function', async () => {
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
  ])('has Lambda retry the record if that function %s', async (_, onBadRecord) => {
    expect(await handle({ onBadRecord })).toEqual({ seen: [1], failed: ['49-2'] });
  });

  test('does not skip a record that another Node.js can decode, unless onBadRecord is skip', async () => {
    jest.spyOn(process, 'getBuiltinModule').mockReturnValue({});
    const records = [good(1), eventRecord(Buffer.from('28b52ffd', 'hex'), '49-2'), good(3)];
    expect(await handle({}, records)).toEqual({ seen: [1], failed: ['49-2'] });
    expect(await handle({ onBadRecord: 'skip' }, records)).toEqual({ seen: [1, 3], failed: [] });
  });

  test.each([
    ['throws', () => { throw new Error('no'); }],
    ['rejects', () => Promise.reject(new Error('no'))],
  ])('reports the first record for which the function %s and starts no later record', async (_, fail) => {
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

  test('awaits the function before the next record and before the response', async () => {
    const log: string[] = [];
    const handler = createHandler(async ([{ sequence }]) => {
      log.push(`begin ${sequence}`);
      await new Promise(setImmediate);
      log.push(`end ${sequence}`);
    });
    await handler({ Records: [good(1), good(2)] });
    expect(log).toEqual(['begin 1', 'end 1', 'begin 2', 'end 2']);
  });

  test('throws for an unknown onBadRecord', () => {
    expect(() => createHandler({ onEnvelopes: () => undefined, onBadRecord: 'ignore' as never })).toThrow('got ignore');
  });

  test('throws for an event that is not a Kinesis batch', async () => {
    await expect(createHandler(() => undefined)({} as never)).rejects.toThrow(TypeError);
  });
});
