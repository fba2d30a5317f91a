import * as fc from 'fast-check';
import { CompletenessChecker } from '../../consumer-src';
import type { CheckerState, Envelope } from '../../consumer-src';

const parameters = { seed: 20_261_120, numRuns: 500 };
const MOST = 40;

const range = fc.tuple(fc.integer({ min: 1, max: MOST }), fc.integer({ min: 1, max: MOST }))
  .map(([one, other]) => ({ firstSequence: Math.min(one, other), lastSequence: Math.max(one, other) }));

const step = fc.record({
  environment: fc.constantFrom('a', 'b'),
  sequence: fc.integer({ min: 1, max: MOST }),
  dropped: fc.option(
    fc.tuple(range, fc.constantFrom('buffer-full', 'too-large'), fc.option(fc.constantFrom('a', 'b'), { nil: undefined })),
    { freq: 3, nil: undefined },
  ),
  ends: fc.integer({ min: 0, max: 20 }).map((number) => number === 0),
});

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

function envelopeOf({ environment, sequence, dropped, ends }: Step): Envelope {
  const base = { time: '2026-11-20T09:00:00.123Z', environment, sequence, type: ends ? 'telemetry.summary' : 'function', record: 'x' };
  if (!dropped) return base;
  const [bounds, reason, other] = dropped;
  return { ...base, type: 'telemetry.dropped', record: { ...bounds, reason, ...other ? { environment: other } : {} } };
}

/** A reference model that stores every number. */
class Model {
  readonly came = new Set<number>();
  readonly dropped = new Map<number, string>();
  duplicates = 0;
  ended = false;

  get highest(): number {
    return Math.max(0, ...this.came, ...this.dropped.keys());
  }

  get missing(): number[] {
    return Array.from({ length: this.highest }, (_, index) => index + 1)
      .filter((sequence) => !this.came.has(sequence) && !this.dropped.has(sequence));
  }

  get gone(): number[] {
    return [...this.dropped.keys()].filter((sequence) => !this.came.has(sequence)).sort((a, b) => a - b);
  }
}

function feed(models: Map<string, Model>, { environment, sequence, dropped, ends }: Step): string {
  const of = (name: string) => models.get(name) ?? models.set(name, new Model()).get(name)!;
  const model = of(environment);
  const novelty = model.came.has(sequence) ? 'duplicate' : 'new';
  model.came.add(sequence);
  if (novelty === 'duplicate') model.duplicates++;
  if (dropped) {
    const [{ firstSequence, lastSequence }, reason, other] = dropped;
    const name = other ?? environment;
    // A report comes after what it reports, and makes no environment.
    if (name === environment ? lastSequence >= sequence : !models.has(name)) return novelty;
    const target = of(name);
    for (let number = firstSequence; number <= lastSequence; number++) {
      if (!target.dropped.has(number)) target.dropped.set(number, reason);
    }
  } else if (ends) {
    model.ended = true;
  }
  return novelty;
}

const numbers = (ranges: ReadonlyArray<{ readonly first: number; readonly last: number }>) =>
  ranges.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, index) => first + index));

test('agrees with a model that stores every number, in any order, with duplicates, across several processes', () => {
  fc.assert(fc.property(fc.array(step, { maxLength: 120 }), fc.integer({ min: 1, max: 30 }), (steps, life) => {
    const models = new Map<string, Model>();
    let checker = new CompletenessChecker();
    steps.forEach((one, index) => {
      if (index % life === 0) checker = CompletenessChecker.fromJSON(JSON.parse(JSON.stringify(checker)) as CheckerState);
      expect(checker.add(envelopeOf(one))).toBe(feed(models, one));
    });
    expect(checker.size).toBe(models.size);
    for (const [environment, model] of models) {
      const report = checker.report(environment)!;
      expect(report).toMatchObject({
        highest: model.highest, received: model.came.size, duplicates: model.duplicates, missing: model.missing.length,
        droppedCount: model.gone.length, ended: model.ended, complete: model.ended && model.missing.length === 0, floor: 0,
      });
      expect(numbers(report.gaps)).toEqual(model.missing);
      expect(numbers(report.dropped)).toEqual(model.gone);
    }
  }), parameters);
});

test('with few ranges never overstates what was received and never reports a new envelope as a duplicate', () => {
  fc.assert(fc.property(fc.array(step, { maxLength: 120 }), fc.integer({ min: 2, max: 5 }), (steps, maxRanges) => {
    const models = new Map<string, Model>();
    const checker = new CompletenessChecker({ maxRanges });
    for (const one of steps) {
      const truth = feed(models, one);
      const said = checker.add(envelopeOf(one));
      expect([truth, 'unknown']).toContain(said);
      if (said === 'unknown') expect(one.sequence).toBeLessThanOrEqual(checker.report(one.environment)!.floor);
    }
    for (const { environment, segments } of checker.toJSON().environments) {
      expect(segments.length).toBeLessThanOrEqual(maxRanges);
      const model = models.get(environment)!;
      const report = checker.report(environment)!;
      expect(report.missing).toBeGreaterThanOrEqual(model.missing.length);
      expect(report.received).toBeLessThanOrEqual(model.came.size);
      expect(report.highest).toBe(model.highest);
      expect(numbers(report.gaps)).toEqual(model.missing.filter((sequence) => sequence > report.floor));
    }
  }), parameters);
});

test('stores a million numbers without a gap as one range', () => {
  const checker = new CompletenessChecker();
  for (let sequence = 1; sequence <= 1_000_000; sequence++) {
    checker.add({ time: '', type: 'function', record: '', environment: 'a', sequence });
  }
  expect(checker.toJSON().environments).toMatchObject([{ received: 1_000_000, segments: [{ first: 1, last: 1_000_000 }] }]);
});
