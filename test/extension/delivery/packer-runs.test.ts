import { createPacker } from './packer-setup';
import { NUMBERS_OF_POSITION } from '../../../extension-src/delivery/packer';
import type { PackerOptions } from '../../../extension-src/delivery/packer';
import { ndjson } from '../../../extension-src/delivery/record-format';
import type { RecordShape } from '../../../extension-src/delivery/record-format';

describe('packing events of one invocation together', () => {
  const SIZES = [10, 300, 24_000, 5, 1_200, 40_000, 7, 30_000, 90, 91, 9_400, 4_000, 15];
  const TOO_LARGE = 100;
  const sizeOf = (index: number) => index === TOO_LARGE ? 1_100_000 : index % 3 === 0 ? SIZES[index % SIZES.length] : index;
  const events = Array.from({ length: 400 }, (_value, index) => `{"index":${index},"record":"${'x'.repeat(sizeOf(index))}"}`);
  const body = Buffer.from(`[${events.join(',')}]`);
  const positions = new Uint32Array(events.length * NUMBERS_OF_POSITION);
  let at = 1;
  events.forEach((text, index) => {
    positions.set([at, at + text.length, 2], index * NUMBERS_OF_POSITION);
    at += text.length + 1;
  });

  /** What a consumer and the queue see, and how the record is still open. */
  const seen = ({ packer, records, tooLarge }: ReturnType<typeof createPacker>) => ({
    open: [packer.openEvents, packer.openBytes, packer.openSince === undefined],
    records: records.map(({ data, ...others }) => ({ ...others, text: data.toString(), createdAt: 0 })),
    tooLarge,
  });

  test.each<[string, PackerOptions['partitionKey'], PackerOptions['oversized'], RecordShape]>([
    ['lines', 'environment', 'drop', ndjson(25_600)],
    ['shortened events', 'environment', 'shorten', ndjson(25_600)],
    ['a key for each request', 'request', 'drop', ndjson(25_600)],
    ['a format that adds bytes to each event', 'environment', 'drop', { targetBytes: 10_000, maxBytes: 100_000, bytesPerEnvelope: 30 }],
  ])('makes the same records as packing them one by one: %s', (_what, partitionKey, oversized, shape) => {
    const [together, alone] = [createPacker(partitionKey, oversized, shape), createPacker(partitionKey, oversized, shape)];
    const runs = [{ first: 0, count: 1, requestId: 'a' }, { first: 1, count: 250, requestId: 'a' }, { first: 251, count: 149, requestId: undefined }];
    for (const { first, count, requestId } of runs) {
      for (let packed = 0; packed < count;) packed += together.packer.addSome(body, positions, first + packed, count - packed, requestId);
      for (let index = first; index < first + count; index++) alone.add(events[index], requestId);
      expect(seen(together)).toEqual(seen(alone));
    }
    expect(together.packer.openEvents).toBeGreaterThan(1);
    expect(together.tooLarge.length > 0).toBe(oversized === 'drop');
    together.packer.seal();
    expect(together.records.at(-1)!.lastSequence).toBe(400);
  });

  test('tells how many events it packed or reported: as many as fit into one record', () => {
    const { packer, tooLarge, records } = createPacker();
    expect(packer.addSome(body, positions, TOO_LARGE, 3)).toBe(1);
    expect(tooLarge.map(({ firstSequence }) => firstSequence)).toEqual([1]);
    expect(packer.addSome(body, positions, TOO_LARGE + 1, 2)).toBe(2);
    expect([packer.openEvents, records.length]).toEqual([2, 0]);
  });
});
