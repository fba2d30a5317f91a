import { eventOf, eventsOf } from './events';
import { withSampleRate } from '../../../extension-src/selection/sample-rate';
import { bytesOf, UndecidedEvents } from '../../../extension-src/selection/undecided-events';
import type { KeptRun } from '../../../extension-src/selection/undecided-events';

const [A, B, C, D] = ['a', 'bb', 'ccc', { deep: [{}, '}'], ü: '"' }].map((record) => eventOf(record));

const textsOf = ({ body, positions, count }: KeptRun) =>
  Array.from({ length: count }, (_, i) => body.toString('utf8', positions[3 * i], positions[3 * i + 1]));

describe('undecided events', () => {
  test('are copied byte for byte, so that the body can be reused', () => {
    const undecided = new UndecidedEvents();
    const { body, positions } = eventsOf(A, B, C, D);
    undecided.add(body, positions, 1, 3);
    body.fill(0);
    positions.fill(0);
    expect(undecided.takeAll().flatMap(textsOf)).toEqual([B, C, D]);
  });

  test('take no memory for the events between them that were filtered', () => {
    const undecided = new UndecidedEvents();
    const { body, positions } = eventsOf(A, 'x'.repeat(10_000).replace(/.*/, (text) => eventOf(text)), B, C);
    const kept = Uint32Array.of(...positions.slice(0, 3), ...positions.slice(6, 12));
    undecided.add(body, kept, 0, 3);
    expect(undecided.heldBytes).toBeLessThan(1_000);
    expect(undecided.takeAll().flatMap(textsOf)).toEqual([A, B, C]);
  });

  test('keep their number of members', () => {
    const undecided = new UndecidedEvents();
    const { body, positions } = eventsOf(A, `${B.slice(0, -1)},"masked":{"email":1}}`);
    undecided.add(body, positions, 0, 2);
    const [run] = undecided.takeAll();
    expect([run.positions[2], run.positions[5]]).toEqual([3, 4]);
  });

  test('hold memory until they are taken, the oldest first', () => {
    const undecided = new UndecidedEvents();
    expect([undecided.isEmpty, undecided.heldBytes]).toEqual([true, 0]);
    const { body, positions } = eventsOf(A, B, C);
    undecided.add(body, positions, 0, 1);
    const one = undecided.heldBytes;
    expect(one).toBeGreaterThanOrEqual(A.length);
    undecided.add(body, positions, 1, 2);
    expect(undecided.heldBytes - one).toBeGreaterThanOrEqual(B.length + C.length);
    expect(textsOf(undecided.takeOldest()!)).toEqual([A]);
    undecided.add(body, positions, 0, 1);
    expect(textsOf(undecided.takeOldest()!)).toEqual([B, C]);
    expect(undecided.heldBytes).toBe(one);
    expect(undecided.takeAll().flatMap(textsOf)).toEqual([A]);
    expect([undecided.isEmpty, undecided.heldBytes, undecided.takeOldest()]).toEqual([true, 0, undefined]);
  });

  test('are kept in small runs, and an event is never split', () => {
    const undecided = new UndecidedEvents();
    const texts = Array.from({ length: 40 }, (_, index) => eventOf(`${index}${'x'.repeat(index === 20 ? 30_000 : 1_000)}`));
    const { body, positions } = eventsOf(...texts);
    undecided.add(body, positions, 2, 38);
    const runs = undecided.takeAll();
    expect(runs.length).toBeGreaterThanOrEqual(6);
    for (const run of runs) expect(run.count === 1 || run.body.length < 10_000 || textsOf(run).some((text) => text.length > 30_000)).toBe(true);
    expect(runs.flatMap(textsOf)).toEqual(texts.slice(2));
  });

  test('are measured without what is between them', () => {
    const { positions } = eventsOf(A, B, C);
    expect(bytesOf(positions, 1, 2)).toBe(B.length + C.length);
    expect(bytesOf(positions, 0, 0)).toBe(0);
  });
});

describe('the sample rate', () => {
  test.each([0.01, 0.5, 1e-7])('of %p is one more member, and everything else stays byte for byte', (share) => {
    const { body, positions } = eventsOf(A, B, C, D);
    const run = withSampleRate(body, positions, 1, 3, share);
    expect(textsOf(run)).toEqual([B, C, D].map((text) => `${text.slice(0, -1)},"sampleRate":${share}}`));
    expect(textsOf(run).map((text) => (JSON.parse(text) as { sampleRate: number }).sampleRate)).toEqual([share, share, share]);
    expect([run.positions[2], run.positions[5], run.positions[8]]).toEqual([4, 4, 4]);
    expect(textsOf({ body, positions, count: 4 })).toEqual([A, B, C, D]);
  });
});
