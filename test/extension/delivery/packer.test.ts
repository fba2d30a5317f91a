import * as fc from 'fast-check';
import { createPacker, lines, origin } from './packer-setup';
import { BYTES_PER_RANGE } from '../../../extension-src/delivery/drop-ledger';
import { heldBytesOf } from '../../../extension-src/delivery/omissions';
import { Packer } from '../../../extension-src/delivery/packer';
import type { DroppedRange, PackedRecord } from '../../../extension-src/delivery/record';
import { ndjson } from '../../../extension-src/delivery/record-format';

describe('packing events into records', () => {
  test('an envelope is the unchanged event followed by its origin', () => {
    const { packer, records, add } = createPacker();
    add('{"time":"2026-11-20T09:00:00.123Z","type":"function","record":{"level":"INFO","message":"hi"}}', '6d68ca91');
    packer.seal();
    expect(records[0].data.toString()).toBe(
      '{"time":"2026-11-20T09:00:00.123Z","type":"function","record":{"level":"INFO","message":"hi"},'
      + '"source":"arn:aws:lambda:eu-west-1:123456789012:function:orders","version":"$LATEST","environment":"4fzzzxjylrx",'
      + '"sequence":1,"requestId":"6d68ca91"}\n');
  });

  test('every envelope has the attributes, before the sequence number', () => {
    const records: PackedRecord[] = [];
    const packer = new Packer({
      origin: { ...origin, attributes: { service: 'shop', quote: '"' } }, shape: ndjson(25_600), partitionKey: 'environment', oversized: 'drop', now: () => 0,
      onRecord: (record) => records.push(record), onTooLarge: () => undefined, onFailed: () => undefined,
    });
    packer.add(Buffer.from('{"record":1}'), 0, 12, 'a');
    packer.renew('another');
    packer.add(Buffer.from('{"record":2}'), 0, 12);
    packer.seal();
    expect(records.flatMap(lines).map((line) => JSON.parse(line) as object)).toEqual([
      { record: 1, ...origin, attributes: { service: 'shop', quote: '"' }, sequence: 1, requestId: 'a' },
      { record: 2, ...origin, environment: 'another', attributes: { service: 'shop', quote: '"' }, sequence: 1 },
    ]);
  });

  test('large numbers, key order, escapes and other scripts are not changed', () => {
    const { packer, records, add } = createPacker();
    const event = '{"b":12345678901234567890.10,"a":1e400,"record":"\\u00e9\\/é日本🎉\\ud83d"';
    add(`${event}}`);
    packer.seal();
    expect(records[0].data.toString().startsWith(`${event},"source":`)).toBe(true);
  });

  test('an event without a known invocation has no requestId', () => {
    const { packer, records, add } = createPacker();
    add('{"type":"extension"}');
    packer.seal();
    expect(JSON.parse(lines(records[0])[0])).not.toHaveProperty('requestId');
  });

  test('sequence numbers count from 1 without a gap across all records', () => {
    const { packer, records, add } = createPacker();
    for (let i = 0; i < 1_000; i++) add(`{"record":"${'x'.repeat(200)}"}`, i % 2 ? 'a' : undefined);
    packer.seal();
    const sequences = records.flatMap(lines).map((line) => (JSON.parse(line) as { sequence: number }).sequence);
    expect(sequences).toEqual(Array.from({ length: 1_000 }, (_, i) => i + 1));
    expect(records.map(({ firstSequence }) => firstSequence).slice(1)).toEqual(records.map(({ lastSequence }) => lastSequence + 1).slice(0, -1));
  });

  test('records are filled up to the target, and never past it', () => {
    const { records, add } = createPacker();
    for (let i = 0; i < 1_000; i++) add(`{"record":"${'x'.repeat(200)}"}`);
    expect(records.length).toBeGreaterThan(10);
    for (const { data } of records) {
      expect(data.length).toBeLessThanOrEqual(25_600);
      expect(data.length).toBeGreaterThan(25_600 - 500);
    }
  });

  test('a record has the target size including the bytes of the format, and the target may change', () => {
    const shape = { targetBytes: 10_000, maxBytes: 100_000, bytesPerEnvelope: 30 };
    const { records, tooLarge, add } = createPacker('environment', 'drop', shape);
    for (let i = 0; i < 100; i++) add('{"record":1}');
    shape.targetBytes = 4_000;
    for (let i = 0; i < 200; i++) add('{"record":1}');
    const sizes = records.map(({ data, firstSequence, lastSequence }) => data.length + (lastSequence - firstSequence + 1) * 30);
    expect(Math.max(...sizes)).toBeGreaterThan(9_000);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(10_000);
    expect(Math.max(...sizes.slice(-4))).toBeLessThanOrEqual(4_000);
    expect(records.slice(-4).map(({ heldBytes }) => heldBytes)).toEqual([4_000, 4_000, 4_000, 4_000]);
    add(`{"record":"${'x'.repeat(99_900)}"}`);
    expect(tooLarge).toHaveLength(1);
  });

  test('a record that is at most half full holds only its own size, and its buffer is reused', () => {
    const { packer, records, add } = createPacker();
    for (let i = 0; i < 3; i++) {
      add('{"record":1}');
      packer.seal();
    }
    for (const { data, heldBytes } of records) expect(heldBytes).toBe(data.length);
    expect(records.flatMap(lines)).toHaveLength(3);
  });

  test('an event larger than the target has its own record and keeps its place', () => {
    const { packer, records, add } = createPacker();
    add('{"record":1}');
    add(`{"record":"${'é'.repeat(125_000)}"}`);
    add('{"record":2}');
    packer.seal();
    expect(records.map(({ firstSequence, lastSequence }) => [firstSequence, lastSequence])).toEqual([[1, 1], [2, 2], [3, 3]]);
    expect((JSON.parse(lines(records[1])[0]) as { record: string }).record).toBe('é'.repeat(125_000));
  });

  test('an event that does not fit into a record is reported with its sequence number, and packing continues', () => {
    const { packer, records, tooLarge, add } = createPacker();
    add('{"record":1}');
    add(`{"record":"${'x'.repeat(1024 * 1024)}"}`);
    add('{"record":2}');
    packer.seal();
    expect(tooLarge).toEqual([{ environment: '4fzzzxjylrx', firstSequence: 2, lastSequence: 2, bytes: expect.any(Number), reason: 'too-large' }]);
    expect(tooLarge[0].bytes).toBeGreaterThan(1024 * 1024);
    expect(records.map(({ firstSequence, lastSequence }) => [firstSequence, lastSequence])).toEqual([[1, 1], [3, 3]]);
  });

  test('with shorten, an event that does not fit into a record is shortened and states how much is missing', () => {
    const { packer, records, tooLarge, add } = createPacker('environment', 'shorten');
    add('{"record":1}');
    add(`{"time":"t","type":"function","record":"${'\\u0007é"'.slice(0, -1).repeat(300_000)}"}`, 'a');
    add('{"record":2}');
    packer.seal();
    expect(tooLarge).toEqual([]);
    expect(records.map(({ firstSequence, lastSequence }) => [firstSequence, lastSequence])).toEqual([[1, 1], [2, 2], [3, 3]]);
    expect(records[1].data.length).toBeGreaterThan(1024 * 1024 - 300);
    expect(records[1].data.length + 256).toBeLessThanOrEqual(1024 * 1024);
    const envelope = JSON.parse(lines(records[1])[0]) as { record: string; truncatedBytes: number };
    expect(envelope).toMatchObject({ time: 't', type: 'function', sequence: 2, requestId: 'a' });
    expect(envelope.record.startsWith('\u0007é\u0007é')).toBe(true);
    expect(envelope.truncatedBytes).toBe(300_000 * 8 + 2 - Buffer.byteLength(JSON.stringify(envelope.record)));
  });

  test('an oversized event that cannot be shortened is reported', () => {
    const { tooLarge, add } = createPacker('environment', 'shorten');
    add(`{"type":"function","other":"${'x'.repeat(1024 * 1024)}"}`);
    add(`{"type":"function","record":1,"other":"${'x'.repeat(1024 * 1024)}"}`);
    add(`{"type":"function","record":"\\x${'x'.repeat(1024 * 1024)}"}`);
    expect(tooLarge.map(({ firstSequence }) => firstSequence)).toEqual([1, 2, 3]);
  });

  test('an error while an event is packed costs that event, which is reported, and no other', () => {
    const { packer, records, failed, add } = createPacker('random');
    add('{"record":1}');
    const drops: DroppedRange[] = [{ environment: 'old', firstSequence: 7, lastSequence: 9, bytes: 1, reason: 'buffer-full' }];
    packer.seal();
    const large = Buffer.from(`{"record":"${'x'.repeat(30_000)}"}`);
    const allocate = jest.spyOn(Buffer, 'allocUnsafeSlow').mockImplementationOnce(() => {
      throw new Error('Array buffer allocation failed');
    });
    packer.add(Buffer.concat([Buffer.from('['), large]), 1, large.length + 1, undefined, { drops });
    allocate.mockRestore();
    add('{"record":3}');
    packer.seal();
    expect(failed).toEqual([{
      range: { environment: '4fzzzxjylrx', firstSequence: 2, lastSequence: 2, bytes: large.length, reason: 'failed' },
      message: 'Array buffer allocation failed', drops,
    }]);
    expect(records.flatMap(lines).map((line) => (JSON.parse(line) as { sequence: number }).sequence)).toEqual([1, 3]);
  });

  test('an oversized event whose record is nested deeply is shortened, one whose others are is reported, and later events are packed', () => {
    const { records, tooLarge, failed, packer, add } = createPacker('environment', 'shorten');
    add('{"record":1}');
    add(`{"record":${'['.repeat(600_000)}${']'.repeat(600_000)}}`);
    add(`{"record":1,"other":${'['.repeat(600_000)}${']'.repeat(600_000)}}`);
    add('{"record":4}');
    packer.seal();
    expect(tooLarge.map(({ firstSequence }) => firstSequence)).toEqual([3]);
    expect(failed).toEqual([]);
    expect(records.flatMap(lines).map((line) => String((JSON.parse(line) as { record: unknown }).record).slice(0, 3))).toEqual(['1', '[[[', '4']);
  });

  test('after renew it counts from 1 again, and packed events keep the old id', () => {
    const { packer, records, add } = createPacker();
    add('{"record":1}');
    add('{"record":1}');
    packer.renew('another');
    add('{"record":1}');
    packer.seal();
    expect(records.flatMap(lines).map((line) => JSON.parse(line) as object)).toEqual([
      expect.objectContaining({ environment: '4fzzzxjylrx', sequence: 1 }),
      expect.objectContaining({ environment: '4fzzzxjylrx', sequence: 2 }),
      expect.objectContaining({ environment: 'another', sequence: 1 }),
    ]);
    expect(records.map(({ environment, partitionKey }) => [environment, partitionKey])).toEqual([['4fzzzxjylrx', '4fzzzxjylrx'], ['another', 'another']]);
  });

  test('a record has the time of its first event', () => {
    const { packer, records, add } = createPacker();
    add('{}');
    expect(packer.openSince).toBe(1_000);
    add('{}');
    expect(packer.openEvents).toBe(2);
    packer.seal();
    expect(packer.openSince).toBeUndefined();
    expect([packer.openEvents, packer.openBytes]).toEqual([0, 0]);
    expect(records[0].createdAt).toBe(1_000);
  });

  test('what the events of a record report is kept with it, and its memory is counted', () => {
    const { packer, records, failed } = createPacker();
    const event = Buffer.from('{"record":1}');
    const drops: DroppedRange[] = [{ environment: 'old', firstSequence: 7, lastSequence: 9, bytes: 1, reason: 'buffer-full' }];
    const omitted = ['a', 'b'].map((rule) => ({ count: 1, bytes: 10, reasons: [{ reason: 'filter' as const, rule, count: 1, bytes: 10 }], requests: ['r'] }));
    packer.add(event, 0, event.length, undefined, { drops, omitted: [omitted[0]] });
    packer.add(event, 0, event.length, undefined, { drops: [], omitted: [omitted[1]] });
    packer.add(event, 0, event.length, undefined, { drops });
    packer.seal();
    expect(failed).toEqual([]);
    const [record] = records;
    expect([record.drops, record.omitted]).toEqual([[...drops, ...drops], omitted]);
    expect(record.heldBytes).toBe(record.data.length + 2 * BYTES_PER_RANGE + heldBytesOf(omitted[0]) + heldBytesOf(omitted[1]));
  });

  test('the largest packed event leaves room for the longest partition key', () => {
    const { packer, records, tooLarge, add } = createPacker();
    for (let size = 1024 * 1024 - 600; size < 1024 * 1024; size += 7) add(`{"record":"${'x'.repeat(size)}"}`);
    packer.seal();
    expect(records.length).toBeGreaterThan(0);
    expect(tooLarge.length).toBeGreaterThan(0);
    for (const { data } of records) expect(data.length + 256).toBeLessThanOrEqual(1024 * 1024);
  });

  test('the largest packed event leaves room for the bytes of the format', () => {
    const { packer, records, tooLarge, add } = createPacker('environment', 'drop', { targetBytes: 10_000, maxBytes: 100_000, bytesPerEnvelope: 30 });
    for (let size = 99_600; size < 100_000; size++) add(`{"record":"${'x'.repeat(size)}"}`);
    packer.seal();
    expect(tooLarge.length).toBeGreaterThan(0);
    const largest = Math.max(...records.map(({ data }) => data.length));
    expect(largest).toBeLessThanOrEqual(100_000 - 30);
    // Room for the digits of a sequence number.
    expect(largest).toBeGreaterThan(100_000 - 30 - 16);
  });

  test('recycled memory does not leak into a later record', () => {
    const { packer, records, add } = createPacker();
    fc.assert(fc.property(fc.array(fc.string({ minLength: 1, maxLength: 400, unit: 'binary' }), { minLength: 1 }), (texts) => {
      records.length = 0;
      texts.forEach((text) => add(JSON.stringify({ record: text })));
      packer.seal();
      expect(records.flatMap(lines).map((line) => (JSON.parse(line) as { record: string }).record)).toEqual(texts);
      records.forEach((record) => packer.recycle(record));
    }));
  });

  test('of the memory of delivered records, eight buffers are kept for later ones', () => {
    const { packer, records, add } = createPacker();
    const fill = () => {
      for (let i = 0; i < 20; i++) {
        add(`{"record":"${'x'.repeat(20_000)}"}`);
        packer.seal();
      }
      return records.splice(0);
    };
    const delivered = fill();
    delivered.forEach((record) => packer.recycle(record));
    const memory = new Set(delivered.map(({ data }) => data.buffer));
    expect(fill().filter(({ data }) => memory.has(data.buffer))).toHaveLength(8);
  });

  test('memory of another size than a record has now is not kept', () => {
    const shape = { targetBytes: 10_000, maxBytes: 100_000, bytesPerEnvelope: 0 };
    const { packer, records, add } = createPacker('environment', 'drop', shape);
    const addOne = (bytes: number) => {
      add(`{"record":"${'x'.repeat(bytes)}"}`);
      packer.seal();
      packer.recycle(records.at(-1)!);
    };
    addOne(9_000);
    addOne(30_000);
    shape.targetBytes = 20_000;
    addOne(19_000);
    shape.targetBytes = 10_000;
    addOne(9_000);
    expect(records.map(({ heldBytes }) => heldBytes)).toEqual([10_000, expect.any(Number), 20_000, 10_000]);
    expect(records.flatMap(lines).map((line) => (JSON.parse(line) as { record: string }).record.length)).toEqual([9_000, 30_000, 19_000, 9_000]);
  });

  test('a record whose data takes more than half of its buffer is not copied', () => {
    const { packer, records, add } = createPacker();
    for (const bytes of [12_400, 12_900]) {
      add(`{"record":"${'x'.repeat(bytes)}"}`);
      packer.seal();
    }
    expect(records.map(({ heldBytes }) => heldBytes)).toEqual([records[0].data.length, 25_600]);
  });

  test('sealing twice creates no empty record', () => {
    const { packer, records, add } = createPacker();
    add('{}');
    packer.seal();
    packer.seal();
    expect(records).toHaveLength(1);
  });
});
