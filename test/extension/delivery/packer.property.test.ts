import * as fc from 'fast-check';
import { Packer } from '../../../extension-src/delivery/packer';
import type { PackerOptions } from '../../../extension-src/delivery/packer';
import type { DroppedRange, PackedRecord } from '../../../extension-src/delivery/record';
import { ndjson } from '../../../extension-src/delivery/record-format';

const UNIT = 25_600;
const MIB = 1024 * 1024;
const origin = { source: 'arn:aws:lambda:eu-west-1:123456789012:function:orders', version: '$LATEST', environment: 'environment-0' };

/** The bytes that the packer adds to an event without a request id, not counting the sequence number. */
const AROUND = Buffer.byteLength(`,"source":"${origin.source}","version":"${origin.version}","environment":"${origin.environment}","sequence":}\n`) - 1;

type Step =
  | { readonly do: 'add'; readonly bytes: number; readonly requestId?: string }
  | { readonly do: 'seal' | 'renew' | 'recycle' };

const requestId = fc.option(fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('a', 'b', '6d68ca91-49c9-448d-89b8-7ca3e6dc66aa') },
  { weight: 1, arbitrary: fc.constantFrom('', 'é'.repeat(200), 'x'.repeat(257), 'x'.repeat(5_000), '"\\\u0000') },
), { nil: undefined });

const step = (bytes: fc.Arbitrary<number>): fc.Arbitrary<Step> => fc.oneof(
  { weight: 10, arbitrary: fc.record({ do: fc.constant('add' as const), bytes, requestId }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('seal' as const, 'renew' as const, 'recycle' as const) }) },
);

const near = (size: number, spread: number) => fc.integer({ min: size - AROUND - spread, max: size - AROUND + spread });
const small = fc.oneof(fc.integer({ min: 40, max: 2_000 }), near(UNIT / 2, 20), near(UNIT, 20), fc.integer({ min: 40, max: 3 * UNIT }));
const large = fc.oneof({ weight: 8, arbitrary: small }, { weight: 1, arbitrary: near(MIB - 256, 40) }, { weight: 1, arbitrary: near(MIB, 600) });

/** Returns an event of exactly `bytes` bytes. */
function eventOf(bytes: number, index: number): string {
  const start = `{"type":"function","index":${index},"record":"`;
  return `${start}${'é'.repeat(Math.max(0, bytes - start.length - 2) >> 1)}${bytes % 2 === start.length % 2 ? '' : 'x'}"}`;
}

function check(steps: readonly Step[], partitionKey: PackerOptions['partitionKey'], oversized: PackerOptions['oversized']): void {
  const records: PackedRecord[] = [];
  const seen: Array<{ record: PackedRecord; text: string }> = [];
  const tooLarge: DroppedRange[] = [];
  const packer = new Packer({
    origin, shape: ndjson(25_600), partitionKey, oversized, now: () => 0,
    // The text is read at once, because the memory may be reused later.
    onRecord: (record) => { records.push(record); seen.push({ record, text: record.data.toString() }); },
    onFailed: (_range, error) => { throw error; },
    onTooLarge: (range) => tooLarge.push(range),
  });
  const added: Array<{ environment: string; text: string; requestId?: string }> = [];
  let environments = 0;
  for (const one of steps) {
    switch (one.do) {
      case 'add': {
        const text = eventOf(one.bytes, added.length);
        const body = Buffer.from(`[${text}]`);
        added.push({ environment: packer.environment, text, requestId: one.requestId });
        packer.add(body, 1, body.length - 1, one.requestId);
        break;
      }
      case 'seal': packer.seal(); break;
      case 'renew': packer.renew(`environment-${++environments}`); break;
      case 'recycle': records.splice(0).forEach((record) => packer.recycle(record)); break;
    }
  }
  packer.seal();

  const ranges = [...seen.map(({ record }) => record), ...tooLarge];
  const expectedOf = new Map<string, typeof added>();
  for (const one of added) expectedOf.set(one.environment, [...expectedOf.get(one.environment) ?? [], one]);
  for (const [environment, events] of expectedOf) {
    const covered = ranges.filter((range) => range.environment === environment)
      .flatMap(({ firstSequence, lastSequence }) => Array.from({ length: lastSequence - firstSequence + 1 }, (_, i) => firstSequence + i));
    expect(covered.sort((a, b) => a - b)).toEqual(events.map((_event, index) => index + 1));
  }
  for (const { record, text } of seen) {
    expect(record.data.length + Buffer.byteLength(record.partitionKey)).toBeLessThanOrEqual(MIB);
    expect(record.partitionKey.length).toBeGreaterThan(0);
    expect(record.partitionKey.length).toBeLessThanOrEqual(256);
    const lines = text.split('\n');
    expect(lines.pop()).toBe('');
    expect(lines).toHaveLength(record.lastSequence - record.firstSequence + 1);
    if (lines.length > 1) expect(record.data.length).toBeLessThanOrEqual(UNIT);
    // A record holds one unit, or the size of a single large envelope.
    expect(record.heldBytes).toBeGreaterThanOrEqual(record.data.length);
    if (record.heldBytes !== UNIT) expect(record.heldBytes - record.data.length).toBeLessThan(16);
    lines.forEach((line, index) => {
      const sequence = record.firstSequence + index;
      const event = expectedOf.get(record.environment)![sequence - 1];
      const { environment, sequence: said, requestId: request, index: place, truncatedBytes } = JSON.parse(line) as Record<string, unknown>;
      expect([environment, said, request, place]).toEqual([event.environment, sequence, event.requestId, added.indexOf(event)]);
      expect(line.startsWith(event.text.slice(0, -1))).toBe(truncatedBytes === undefined);
    });
    if (partitionKey === 'request') {
      const requests = new Set(lines.map((line) => (JSON.parse(line) as { requestId?: string }).requestId));
      expect(requests.size).toBe(1);
    }
  }
  // Only events that do not fit into a record are dropped, and none with `shorten`.
  for (const { environment, firstSequence, bytes } of tooLarge) {
    const { text, requestId: request = '' } = expectedOf.get(environment)![firstSequence - 1];
    expect(oversized).toBe('drop');
    expect(bytes).toBeGreaterThan(MIB - 256);
    expect(Buffer.byteLength(text) + AROUND + 2 * Buffer.byteLength(request) + 100).toBeGreaterThan(MIB - 256);
  }
}

const mode = fc.constantFrom<PackerOptions['partitionKey']>('environment', 'request', 'random');
const oversized = fc.constantFrom<PackerOptions['oversized']>('shorten', 'drop');

describe('for any events, records keep their limits, sequence numbers have no gap, and no event is changed', () => {
  test('with event sizes around one billing unit of Kinesis', () => {
    fc.assert(fc.property(fc.array(step(small), { maxLength: 60 }), mode, oversized, check), { seed: 20_261_120, numRuns: 150 });
  });

  test('with event sizes around the maximum record size', () => {
    fc.assert(fc.property(fc.array(step(large), { maxLength: 12 }), mode, oversized, check), { seed: 20_261_120, numRuns: 40 });
  });
});
