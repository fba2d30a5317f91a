import * as fc from 'fast-check';

/** Times as Lambda writes them, and other possible formats. */
const time = fc.oneof(
  { weight: 8, arbitrary: fc.date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true }).map((date) => date.toISOString()) },
  { weight: 1, arbitrary: fc.constantFrom('2026-11-20T09:00:00Z', '2026-11-20T09:00:00.123456Z', '', 't') },
);

const type = fc.constantFrom(
  'function', 'extension', 'platform.initStart', 'platform.start', 'platform.runtimeDone', 'platform.report', 'platform.restoreStart', 'something.new');

const record = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.jsonValue({ maxDepth: 3 }),
  fc.record({ requestId: fc.uuid(), __proto__: fc.jsonValue({ maxDepth: 1 }) }),
);

/** The JSON of one event as Lambda writes it. */
export const eventText: fc.Arbitrary<string> = fc.record({ time, type, record }, { noNullPrototype: true })
  .map(({ time: at, type: kind, record: content }) => JSON.stringify({ time: at, type: kind, record: content }));

/** A body as Lambda posts it, with its events. */
export interface Telemetry {
  readonly text: string;
  readonly events: readonly string[];
}

const space = fc.constantFrom('', '', '', ' ', '\n', '\r\n\t');

export const telemetry: fc.Arbitrary<Telemetry> = fc.record({ events: fc.array(eventText, { maxLength: 8 }), space })
  .map(({ events, space: between }) => ({ events, text: `${between}[${between}${events.join(`${between},${between}`)}${between}]${between}` }));

const nonsense = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc.array(fc.constantFrom('[', ']', '{', '}', '"', '\\', ',', ':', ' ', 'null', '1e999', '"type":"function"', '"__proto__":{}', '\u0000', 'é'), { maxLength: 60 })
    .map((parts) => Buffer.from(parts.join(''))),
  fc.tuple(fc.constantFrom('[', '{"a":', '[{"type":"platform.start","record":'), fc.integer({ min: 1, max: 5_000 }))
    .map(([part, times]) => Buffer.from(part.repeat(times))),
  fc.jsonValue().map((value) => Buffer.from(JSON.stringify(value))),
);

/** Damaged telemetry: a byte removed, inserted or changed, or a truncated body. */
const damaged = fc.tuple(telemetry, fc.nat(), fc.nat(255), fc.constantFrom('remove', 'insert', 'change', 'cut')).map(([{ text }, at, byte, how]) => {
  const body = Buffer.from(text);
  const index = at % (body.length + 1);
  const [before, behind] = [body.subarray(0, index), body.subarray(index)];
  switch (how) {
    case 'remove': return Buffer.concat([before, behind.subarray(1)]);
    case 'insert': return Buffer.concat([before, Buffer.from([byte]), behind]);
    case 'change': return Buffer.concat([before, Buffer.from([byte]), behind.subarray(1)]);
    default: return Buffer.from(before);
  }
});

/** Bodies that Lambda never posts, but that any process in the environment can post. */
export const hostile: fc.Arbitrary<Buffer> = fc.oneof(nonsense, damaged);
