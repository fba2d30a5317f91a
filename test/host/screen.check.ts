import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { examineHostileRecords } from './hostile-cases';
import { runScript } from './run-script';
import { ScreenCases, shownScreened } from './screen-cases';
import { eventBytes } from '../../extension-src/host/nodejs/event-bytes';
import { NodejsScreen } from '../../extension-src/host/nodejs/screening/nodejs-screen';
import { compilePatterns } from '../../extension-src/host/nodejs/screening/patterns';
import type { CreateScreen } from '../../extension-src/host/screen';
import { planScreen } from '../../extension-src/host/screening/plan';

const createScreen: CreateScreen = (rules) => {
  const plan = planScreen(rules);
  const [filters, masks] = [plan.filters.map(({ pattern }) => pattern), plan.mask?.patterns ?? []].map(compilePatterns);
  // Without a limit for the processor time: this machine may be slow.
  return Promise.resolve(new NodejsScreen(plan, filters, masks, () => 0));
};

const SEED = process.env.SEED ?? '20261130';
const CASES = Number(process.env.CASES ?? 10_000);

test(`both hosts leave out and mask the same, for ${CASES} random bodies and rules`, async () => {
  const cases = new ScreenCases(Number(SEED));
  let masked = 0;
  let omitted = 0;
  const onNodejs = async () => {
    const shown: string[] = [];
    for (let number = 0; number < CASES; number++) {
      const { filter, mask, levels, body, type } = cases.next();
      const screen = await createScreen({ filter, mask, levels });
      const { positions, count } = eventBytes.findEvents(body);
      const screened = screen.examine(body, positions, 0, count, type);
      shown.push(shownScreened(screened));
      masked += screened.masked.length / 2;
      omitted += screened.omitted.length / 3;
      // The output of the native host is read meanwhile.
      if (number % 100 === 0) await setImmediate();
    }
    return shown;
  };
  const [lines, expected] = await Promise.all([runScript('screen', { SEED, CASES: String(CASES) }), onNodejs()]);
  expect(lines).toHaveLength(CASES);
  const different = lines.findIndex((line, number) => line !== expected[number]);
  if (different >= 0) {
    const again = new ScreenCases(Number(SEED));
    for (let number = 0; number < different; number++) again.next();
    const { filter, mask, body } = again.next();
    const given = { number: different, filter, mask, body: body.toString() };
    expect({ ...given, native: lines[different] }).toEqual({ ...given, native: expected[different] });
  }
  expect(masked).toBeGreaterThan(CASES / 2);
  expect(omitted).toBeGreaterThan(CASES / 20);
}, 600_000);

test('both hosts mask the same in long strings that are made to take long, and fail at none', async () => {
  const expected: string[] = [];
  for await (const line of examineHostileRecords(createScreen, (text) => createHash('sha256').update(text).digest('hex'))) expected.push(line);
  expect(await runScript('hostile-records', { AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '2048' })).toEqual(expected);
  expect(expected.length).toBeGreaterThan(30);
  expect(expected.filter((line) => line.includes(': failed '))).toEqual([]);
}, 600_000);

test('a panic of the native screen costs the text of the event at which it happens, and nothing else', async () => {
  const MASKED = '(masked: this record could not be masked)';
  const lines = (await runScript('screen-panic', {})).map((line) => JSON.parse(line) as unknown);
  const panic = 'events could not be examined: asked to, in a screen';
  expect(lines.slice(0, 3)).toEqual([
    { passed: ['***', 'one'], masked: { email: 1 }, errors: [] },
    { passed: ['***', MASKED, 'two'], masked: { email: 2, failed: 1 }, errors: [panic] },
    { passed: ['***', 'three'], masked: { email: 3, failed: 1 }, errors: [] },
  ]);
  // A screen that has panicked eight times is given up. Its events are still sent, and their text is not.
  expect(lines[3]).toEqual({ passed: [MASKED, MASKED], masked: { email: 3, failed: 13 }, errors: [expect.any(String), expect.any(String)] });
  expect(lines[4]).toBe('Error: a pattern cannot be compiled: asked to, while patterns are compiled');
});
