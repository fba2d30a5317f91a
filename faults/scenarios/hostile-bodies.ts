import { gzipSync } from 'node:zlib';
import type { Random } from '../../simulator/kinesis';

/** A request body that Lambda never sends. */
export interface HostileBody {
  readonly kind: string;
  readonly body: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

const TIME = '2026-11-20T09:00:00.123Z';
const valid = (record: string) => `{"time":"${TIME}","type":"function","record":${JSON.stringify(record)}}`;
const array = (...events: string[]) => Buffer.from(`[${events.join(',')}]`);

const WRONG_SHAPES = [
  '{}', 'null', '"text"', '1', 'true', '[1,2,3]', '[null]', '[[]]', '[[[{}]]]', '[{}]', '[{"type":1}]', '[{"time":1,"type":null,"record":2}]',
  '[{"type":"platform.start"}]', '[{"type":"platform.start","record":null}]', '[{"type":"platform.start","record":{"requestId":7}}]',
  `[{"time":"${TIME}","type":"platform.runtimeDone","record":{"requestId":{"a":1}}}]`, '[{"type":"platform.report","record":[]}]', '[{"record":"no type"}]',
];

const PROTOTYPES = [
  '[{"__proto__":{"type":"function"}}]',
  `[{"time":"${TIME}","type":"platform.start","record":{"__proto__":{"requestId":"polluted"},"constructor":{"prototype":{"requestId":"polluted"}}}}]`,
  `[{"time":"${TIME}","type":"__proto__","record":{"__proto__":null}}]`,
  `[{"time":"${TIME}","type":"platform.toString","record":{"hasOwnProperty":1,"toString":2}}]`,
];

const pick = <T>(random: Random, from: readonly T[]): T => from[Math.floor(random() * from.length)];

/** More than the listener accepts. These bodies are rare because they take most of the time. */
const HUGE_BYTES = 5 * 1024 * 1024;

const KINDS: ReadonlyArray<{ readonly kind: string; readonly weight: number; readonly make: (random: Random) => Omit<HostileBody, 'kind'> }> = [
  { kind: 'empty', weight: 10, make: () => ({ body: Buffer.alloc(0) }) },
  { kind: 'huge', weight: 0.2, make: (random) => ({ body: random() < 0.5 ? Buffer.alloc(HUGE_BYTES, '[') : array(valid('x'.repeat(HUGE_BYTES))) }) },
  {
    kind: 'cut off',
    weight: 20,
    make: (random) => {
      const whole = array(valid('\\"{[é語🎉'), valid('second'));
      return { body: whole.subarray(0, Math.floor(random() * whole.length)) };
    },
  },
  { kind: 'not JSON', weight: 20, make: (random) => ({ body: Buffer.from(Array.from({ length: Math.floor(random() * 300) }, () => Math.floor(random() * 256))) }) },
  { kind: 'wrong shape', weight: 20, make: (random) => ({ body: Buffer.from(pick(random, WRONG_SHAPES)) }) },
  {
    kind: 'wrong encoding',
    weight: 10,
    make: (random) => pick(random, [
      { body: Buffer.from(`[${valid('utf16')}]`, 'utf16le') },
      { body: Buffer.from(`\ufeff[${valid('byte order mark')}]`) },
      { body: gzipSync(array(valid('zipped'))), headers: { 'content-encoding': 'gzip' } },
      { body: Buffer.concat([Buffer.from(`[{"time":"${TIME}","type":"platform.`), Buffer.from([0xff, 0xfe, 0xc0]), Buffer.from('","record":{}}')]) },
    ]),
  },
  {
    kind: 'deeply nested',
    weight: 4,
    make: (random) => ({
      body: pick(random, [
        () => Buffer.alloc(100_000, '['),
        () => Buffer.from(`[${'{"a":'.repeat(20_000)}`),
        () => Buffer.from(`[{"type":"platform.start","record":${'['.repeat(20_000)}${']'.repeat(20_000)}}]`),
      ])(),
    }),
  },
  { kind: '__proto__', weight: 10, make: (random) => ({ body: Buffer.from(pick(random, PROTOTYPES)) }) },
];

const TOTAL_WEIGHT = KINDS.reduce((sum, { weight }) => sum + weight, 0);

/** Returns a random body that a hostile process in the environment could post to the telemetry listener. */
export function hostileBody(random: Random): HostileBody {
  let place = random() * TOTAL_WEIGHT;
  const { kind, make } = KINDS.find(({ weight }) => (place -= weight) < 0) ?? KINDS[0];
  return { kind, ...make(random) };
}
