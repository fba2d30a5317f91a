import '../../../extension-src/host/native/globals';
import { eventBytes as native } from '../../../extension-src/host/native/event-bytes';
import { eventBytes as specification } from '../../../extension-src/host/nodejs/event-bytes';
import { seededRandom } from '../../../simulator/kinesis/seeded-random';

/** Compares the host's functions with their specification, on the host, for random bodies. Prints one line of JSON. */
const [seed, cases] = [Number(engine.env.SEED), Number(engine.env.CASES)];
const random = seededRandom(seed);
const below = (limit: number) => Math.floor(random() * limit);
const pick = <T>(all: readonly T[]): T => all[below(all.length)];
const many = (most: number, make: () => string, separator = '') => Array.from({ length: below(most + 1) }, make).join(separator);

const TIMES = ['2026-11-20T09:00:00.123Z', '2026-11-20T09:00:00.124Z', '2026-11-20T08:59:59.999Z', '2026-11-20T09:00:00.12Z', '2026-11-20t09:00:00.123Z', ''];
const TYPES = ['function', 'function', 'function', 'extension', 'platform.start', 'telemetry.dropped', 'func\\u0074ion', ''];
const PIECES = ['a', 'é', '😀', '\\"', '\\\\', '\\n', '\n', '\u0001', '{', '}', '[', ']', ',', ':', '"', '\\', ' ', '1.5e3', 'x'.repeat(30)];

const text = () => `"${many(8, () => pick(PIECES.slice(0, 13)))}"`;
const IDS = ['6d68ca91-49c9-448d-89b8-7ca3e6dc66aa', '00000000-0000-4000-8000-000000000000', '6d68ca91-49c9-448d-89b8-7ca3e6dc66a', '6d68ca91_49c9_448d_89b8_7ca3e6dc66aa'];
/** Of a member: every other one may state a request. */
const name = () => below(2) === 0 ? text() : pick(['"requestId"', '"function_request_id"', '"AWSRequestId"', '"requestid"']);
const value = (depth: number): string => {
  switch (below(depth > 3 ? 3 : 5)) {
    case 0: return text();
    case 1: return pick(['0', '-1.25e-7', '12345678901234567890', 'true', 'null']);
    case 2: return `"${pick(IDS)}"`;
    case 3: return `[${many(4, () => value(depth + 1), pick([',', ' , ']))}]`;
    default: return `{${many(4, () => `${name()}${pick([':', ' : '])}${value(depth + 1)}`, ',')}}`;
  }
};
const statement = () => `{${many(5, () => `${name()}${pick([':', ' : '])}${below(2) === 0 ? `"${pick(IDS)}"` : value(1)}`, pick([',', ' , ']))}}`;
const event = () => {
  if (below(3) === 0) return `{"time":"${pick(TIMES.slice(0, 3))}","type":"function","record":${statement()}}`;
  const members = [`"time":"${pick(TIMES)}"`, `"type":"${pick(TYPES)}"`, `"record":${value(0)}`];
  if (below(8) === 0) members.push(`"${pick(['type', 'extra'])}":${value(2)}`);
  if (below(8) === 0) members.reverse();
  return `{${members.join(pick([',', ',', ',', ' ,\n']))}}`;
};
const garbage = () => many(40, () => pick(PIECES));
const body = () => {
  switch (below(6)) {
    case 0: return garbage();
    case 1: return `[${event()}${garbage()}${event()}]`;
    case 2: return `[${many(6, event, ',')}`.slice(0, below(400));
    default: return `${pick(['', ' ', '\n'])}[${many(12, event, pick([',', ',', ' ,\r\n ']))}]${pick(['', ' '])}`;
  }
};

/** What may be a value: JSON with any escapes, and what is nearly that. */
const ESCAPES = ['a', 'é', '😀', '\\"', '\\\\', '\\n', '\\/', '\\u0041', '\\u00E9', '\\ud83d', '\\ude00', '\\ud83d\\ude00'];
const NO_ESCAPES = ['\\x', '\\u12', '\\u00g0', '\t', '"'];
const cuttable = () => {
  const content = () => many(12, () => below(60) === 0 ? pick(NO_ESCAPES) : pick(ESCAPES));
  switch (below(8)) {
    case 0: return pick(['', '"', '""', '"\\"', '[', '12', '\t']);
    case 1: return value(0);
    case 2: return garbage();
    case 3: return `[${many(3, () => `"${content()}"`, pick([', ', ',\r\n\t']))}]`;
    default: return `"${content()}"`;
  }
};
/** Any bytes, also such as are no UTF-8. */
const bytesOf = (value_: string) => {
  const bytes = Buffer.from(value_);
  if (bytes.length > 0 && below(10) === 0) bytes[below(bytes.length)] = below(256);
  return bytes;
};

const hex = (bytes: Buffer) => bytes.toString('hex');
let events = 0;
let copies = 0;
let statements = 0;
let records = 0;
let cuts = 0;
let difference: object | undefined;
for (let number = 0; number < cases && !difference; number++) {
  const whole = body();
  const ours = Buffer.from(whole);
  const theirs = Buffer.from(whole);
  const found = native.findEvents(ours);
  const expected = specification.findEvents(theirs);
  const of = ({ positions, count, runs, malformed }: typeof found) => JSON.stringify(
    [Array.from(positions.subarray(0, count * 3)), count, Array.from(runs as ArrayLike<number>), malformed]);
  events += expected.count;
  if (of(found) !== of(expected) || hex(ours) !== hex(theirs)) {
    difference = { number, whole, native: of(found), specification: of(expected) };
    break;
  }
  for (let run = 0; run < expected.runs.length; run += 5) {
    const from = expected.runs[run] + below(expected.runs[run + 1]);
    const rest = expected.runs[run] + expected.runs[run + 1] - from;
    const series = (by: typeof native, of_: Buffer) => Array.from(by.statedRequests(of_, expected.positions, from, rest));
    const stated = series(native, ours);
    const expectedSeries = series(specification, theirs);
    statements += expectedSeries.filter((place, index) => index % 5 === 2 && place > 0).length;
    if (stated.join() !== expectedSeries.join()) difference = { number, whole, stated, expectedSeries };
  }
  const single = bytesOf(below(8) === 0 ? garbage() : event());
  const [place, expectedPlace] = [native.findRecord(single), specification.findRecord(single)];
  if (expectedPlace) records++;
  if (String(place) !== String(expectedPlace)) difference = { number, single: single.toString(), place, expectedPlace };
  const json = bytesOf(cuttable());
  const most = below(json.length + 10) - 2;
  const cut = (by: typeof native) => {
    const beginning = by.jsonBeginning(json, most);
    return beginning && `${hex(beginning[0])} ${beginning[1]}`;
  };
  const [ours_, theirs_] = [cut(native), cut(specification)];
  if (theirs_) cuts++;
  if (ours_ !== theirs_) difference = { number, json: hex(json), most, cut: ours_, expectedCut: theirs_ };

  const size = 1 + below(3_000);
  const at = below(size);
  const left = below(size - at + 1);
  const fields = Buffer.from(`,"source":"${'x'.repeat(below(20))}","sequence":`);
  const tail = Buffer.from(pick(['}\n', ',"requestId":"6d68ca91"}\n']));
  const sequence = pick([1, 9, 99, 4_294_967_295, 4_294_967_297, 9_007_199_254_740_000]);
  const first = below(expected.count + 1);
  const [intoOurs, intoTheirs] = [Buffer.alloc(size), Buffer.alloc(size)];
  const copy = (with_: typeof native, into: Buffer, from: Buffer) => with_.copyEnvelopes(
    into, at, left, from, expected.positions, first, expected.count - first, fields, tail, sequence, number % 7);
  const copied = copy(native, intoOurs, ours);
  const expectedCopy = copy(specification, intoTheirs, theirs);
  copies += expectedCopy[0];
  if (copied.join() !== expectedCopy.join() || hex(intoOurs) !== hex(intoTheirs)) {
    difference = { number, whole, copied, expectedCopy, into: [hex(intoOurs), hex(intoTheirs)] };
  }
}
engine.writeStdout(Buffer.from(`${JSON.stringify({ cases, events, copies, statements, records, cuts, difference })}\n`));
engine.exit(0);
