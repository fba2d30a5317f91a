import { record } from './sender-with-answers';
import { HeldBack } from '../../../extension-src/delivery/held-back';
import type { PackedRecord } from '../../../extension-src/delivery/record';

const THROTTLED = 'ProvisionedThroughputExceededException';

/** Without jitter, so that pauses have their full length of 100, 200, 400, … ms. */
function create() {
  const clock = { now: 1_000_000 };
  const heldBack = new HeldBack(() => clock.now, () => 1);
  const reject = (...records: PackedRecord[]) => heldBack.answered(new Set(), new Map(records.map((one) => [one, THROTTLED])));
  const accept = (...records: PackedRecord[]) => heldBack.answered(new Set(records), new Map());
  return { clock, heldBack, reject, accept };
}

const withKey = (partitionKey: string, sequence = 1): PackedRecord => ({ ...record(sequence), partitionKey });

describe('records that are held back', () => {
  test('are all those with the key of a rejected record, until its pause is over', () => {
    const { clock, heldBack, reject } = create();
    const [hot, alsoHot, cold] = [withKey('hot', 1), withKey('hot', 2), withKey('cold', 3)];
    reject(hot);
    expect([hot, alsoHot, cold].map((one) => heldBack.has(one))).toEqual([true, true, false]);
    expect(heldBack.untilNextMs([hot, alsoHot])).toBe(100);
    clock.now += 99;
    expect(heldBack.has(hot)).toBe(true);
    expect(heldBack.untilNextMs([hot])).toBe(1);
    clock.now += 1;
    expect(heldBack.has(hot)).toBe(false);
    expect(heldBack.untilNextMs([hot])).toBe(0);
  });

  test('may be sent when the first of their keys may', () => {
    const { clock, heldBack, reject } = create();
    const [first, second] = [withKey('first'), withKey('second')];
    reject(first);
    clock.now += 60;
    reject(second);
    expect(heldBack.untilNextMs([second, first])).toBe(40);
    expect(heldBack.untilNextMs([second])).toBe(100);
  });

  test('several rejected records of a key count once per answer', () => {
    const { heldBack, reject } = create();
    reject(withKey('hot', 1), withKey('hot', 2), withKey('hot', 3));
    expect(heldBack.untilNextMs([withKey('hot')])).toBe(100);
  });

  test('wait longer each time, whatever happens to other keys meanwhile', () => {
    const { clock, heldBack, reject, accept } = create();
    const hot = withKey('hot');
    const pauses: number[] = [];
    for (let i = 0; i < 6; i++) {
      reject(hot);
      pauses.push(heldBack.untilNextMs([hot])!);
      clock.now += pauses[i] + 10;
      accept(withKey('other'));
      clock.now += 20;
    }
    expect(pauses).toEqual([100, 200, 400, 800, 1_600, 2_000]);
  });

  test('begin anew with short pauses when one of their key was accepted, or after a calm of two seconds', () => {
    const { clock, heldBack, reject, accept } = create();
    const hot = withKey('hot');
    reject(hot);
    reject(hot);
    accept(hot);
    expect(heldBack.has(hot)).toBe(false);
    reject(hot);
    expect(heldBack.untilNextMs([hot])).toBe(100);
    clock.now += 100 + 2_000;
    reject(hot);
    expect(heldBack.untilNextMs([hot])).toBe(100);
  });

  test('an answer that accepts one and rejects another of a key holds the key back', () => {
    const { heldBack, reject } = create();
    const [taken, rejected] = [withKey('hot', 1), withKey('hot', 2)];
    reject(rejected);
    heldBack.answered(new Set([taken]), new Map([[rejected, THROTTLED]]));
    expect(heldBack.untilNextMs([rejected])).toBe(100);
  });

  test('are released together', () => {
    const { heldBack, reject } = create();
    const both = [withKey('a'), withKey('b')];
    reject(...both);
    heldBack.release();
    expect(both.some((one) => heldBack.has(one))).toBe(false);
  });

  test('do not wait for hours because the clock was set back', () => {
    const { clock, heldBack, reject } = create();
    const hot = withKey('hot');
    reject(hot);
    clock.now -= 1_900;
    expect(heldBack.has(hot)).toBe(true);
    clock.now -= 3_600_000;
    expect(heldBack.has(hot)).toBe(false);
    expect(heldBack.untilNextMs([hot])).toBe(0);
  });
});

describe('suspects', () => {
  test('are held back alone, for as long as they are suspects', () => {
    const { clock, heldBack } = create();
    const [suspect, other] = [record(1), record(2)];
    heldBack.suspect(suspect);
    clock.now += 3_600_000;
    expect([heldBack.has(suspect), heldBack.has(other)]).toEqual([true, false]);
    expect(heldBack.suspectCount).toBe(1);
    expect(heldBack.untilNextMs([suspect, other])).toBe(0);
    expect(heldBack.untilNextMs([suspect])).toBeUndefined();
  });

  test('are not released with the keys, and are taken once', () => {
    const { heldBack } = create();
    const suspect = record(1);
    heldBack.suspect(suspect);
    heldBack.release();
    expect(heldBack.takeSuspects()).toEqual([suspect]);
    expect(heldBack.suspectCount).toBe(0);
    expect(heldBack.takeSuspects()).toEqual([]);
    expect(heldBack.has(suspect)).toBe(false);
  });
});
