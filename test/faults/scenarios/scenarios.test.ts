import { selectScenarios } from '../../../faults/run-suite';
import { SCENARIOS } from '../../../faults/scenarios';
import { hostileBody } from '../../../faults/scenarios/hostile-bodies';
import { seededRandom } from '../../../simulator/kinesis';

test('every scenario has a unique name and says what it shows', () => {
  expect(new Set(SCENARIOS.map(({ name }) => name)).size).toBe(SCENARIOS.length);
  for (const { name, shows } of SCENARIOS) {
    expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(shows.length).toBeGreaterThan(20);
  }
});

test('the quick form leaves out the long scenarios', () => {
  const quick = selectScenarios({ only: [], quick: true });
  expect(quick.length).toBeGreaterThan(30);
  expect(quick.some(({ form }) => form === 'long')).toBe(false);
  expect(selectScenarios({ only: [], quick: false })).toHaveLength(SCENARIOS.length);
});

test('a scenario of either form is selected by a part of its name', () => {
  expect(selectScenarios({ only: ['soak'], quick: true }).map(({ name }) => name)).toEqual(['soak-1m']);
  expect(() => selectScenarios({ only: ['nothing'], quick: false })).toThrow(/No scenario's name contains nothing\. The scenarios are: /);
});

test('hostile bodies are of every kind, and the same for the same seed', () => {
  const make = (seed: number) => {
    const random = seededRandom(seed);
    return Array.from({ length: 500 }, () => hostileBody(random));
  };
  expect(make(3).map(({ body }) => body.length)).toEqual(make(3).map(({ body }) => body.length));
  expect(new Set([...make(3), ...make(4), ...make(5)].map(({ kind }) => kind))).toEqual(new Set([
    'empty', 'huge', 'cut off', 'not JSON', 'wrong shape', 'wrong encoding', 'deeply nested', '__proto__',
  ]));
});
