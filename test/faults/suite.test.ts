import { availableParallelism } from 'node:os';
import { parseArguments } from '../../faults/arguments';
import { holdFigures } from '../../faults/hold-figures';
import { envelopesInLog, lastWordsOf } from '../../faults/oracle/last-words';
import { toJsonLine, toProgressLine, toTable } from '../../faults/report';
import type { ScenarioResult } from '../../faults/run-scenario';
import { selectScenarios } from '../../faults/run-suite';
import { SCENARIOS } from '../../faults/scenarios';
import { hostileBody } from '../../faults/scenarios/hostile-bodies';
import { seededRandom } from '../../simulator/kinesis';

const RESULT: ScenarioResult = {
  name: 'hang', runtime: 'nodejs22.x', emitted: 3, delivered: 2, dropped: 1, duplicated: 0, unaccounted: 0, invocations: 1,
  holdMeanMs: 1, holdMaxMs: 2, holdLaterMs: 0, flushTimeoutMs: 1_000, peakRssMB: 70, seconds: 1, seed: 5, ok: false,
  figures: { rssEndMB: 71 }, problems: ['something is wrong'], log: ['it said so'],
};

describe('the command line', () => {
  test('has a default for everything', () => {
    expect(parseArguments([])).toMatchObject({ json: false, quick: false, only: [], runtimes: ['nodejs22.x', 'nodejs24.x'], jobs: availableParallelism() });
  });

  test('takes what it is given', () => {
    expect(parseArguments(['--json', '--quick', '--only', 'hang', '--only', 'dns', '--seed', '7', '--runtime', 'nodejs24.x', '--jobs', '1']))
      .toMatchObject({ json: true, quick: true, only: ['hang', 'dns'], seed: 7, runtimes: ['nodejs24.x'], jobs: 1 });
  });

  test.each([
    [['--seed', 'x'], '--seed must be a whole number, got "x"'],
    [['--runtime', 'nodejs18.x'], '--runtime must be one of nodejs22.x, nodejs24.x, got "nodejs18.x"'],
    [['--fast'], "Unknown option '--fast'"],
  ])('%j is refused with the usage', (args, message) => {
    expect(() => parseArguments(args)).toThrow(message);
    expect(() => parseArguments(args)).toThrow('Usage: npm run faults');
  });
});

describe('the scenarios', () => {
  test('have names of their own, and say what they show', () => {
    expect(new Set(SCENARIOS.map(({ name }) => name)).size).toBe(SCENARIOS.length);
    for (const { name, shows } of SCENARIOS) {
      expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(shows.length).toBeGreaterThan(20);
    }
  });

  test('the short form leaves out what is long', () => {
    const quick = selectScenarios({ only: [], quick: true });
    expect(quick.length).toBeGreaterThan(30);
    expect(quick.some(({ form }) => form === 'long')).toBe(false);
    expect(selectScenarios({ only: [], quick: false })).toHaveLength(SCENARIOS.length);
  });

  test('are found by a part of their name, of whatever form', () => {
    expect(selectScenarios({ only: ['soak'], quick: true }).map(({ name }) => name)).toEqual(['soak-1m']);
    expect(() => selectScenarios({ only: ['nothing'], quick: false })).toThrow(/No scenario's name contains nothing\. There are: /);
  });
});

test('a hold figure: mean, most, and the median from the second on', () => {
  expect(holdFigures([1_000, 1, 3, 2])).toEqual({ meanMs: 251.5, maxMs: 1_000, laterMs: 2 });
  expect(holdFigures([])).toEqual({ meanMs: 0, maxMs: 0, laterMs: 0 });
});

test('hostile bodies are the same for the same seed, and of every kind', () => {
  const make = (seed: number) => {
    const random = seededRandom(seed);
    return Array.from({ length: 500 }, () => hostileBody(random));
  };
  expect(make(3).map(({ body }) => body.length)).toEqual(make(3).map(({ body }) => body.length));
  expect(new Set([...make(3), ...make(4), ...make(5)].map(({ kind }) => kind))).toEqual(new Set([
    'empty', 'huge', 'cut off', 'not JSON', 'wrong shape', 'wrong encoding', 'deeply nested', '__proto__',
  ]));
});

test('last words are read from the line for CloudWatch, envelopes from behind it', () => {
  const output = [
    '[kinesis-telemetry-extension] version 1 streams', '{"_aws":{},"ReceivedEvents":5,"DeliveredEvents":2,"DroppedEvents":1,"UndeliveredEvents":2}',
    '{"time":"t","type":"function","record":"x","sequence":4}',
  ].map((text) => ({ stream: 'stdout' as const, text, at: 0 }));
  expect(lastWordsOf({ output })).toEqual({ received: 5, delivered: 2, dropped: 1, undelivered: 2 });
  expect(lastWordsOf({ output: [] })).toBeUndefined();
  expect(envelopesInLog({ output })).toEqual([output[2].text]);
});

test('a result is one line for a machine, and some for a person', () => {
  const line = toJsonLine(RESULT);
  expect(line).not.toContain('\n');
  expect(JSON.parse(line)).toMatchObject({ name: 'hang', unaccounted: 0, holdMeanMs: 1, peakRssMB: 70, ok: false, rssEndMB: 71 });
  expect(toProgressLine(RESULT)).toBe('FAIL hang (nodejs22.x, 1 s)\n     something is wrong\n     | it said so');
  expect(toTable([RESULT])).toMatch(/hang .*FAIL/);
});
