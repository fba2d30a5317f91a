import { runScript } from './run-script';
import { ScreenCases, shownScreened } from './screen-cases';
import { eventBytes } from '../../extension-src/host/nodejs/event-bytes';
import { NodejsScreen } from '../../extension-src/host/nodejs/screening/nodejs-screen';
import { compilePatterns } from '../../extension-src/host/nodejs/screening/patterns';
import { planScreen } from '../../extension-src/host/screening/plan';

const SEED = process.env.SEED ?? '20261130';
const CASES = Number(process.env.CASES ?? 20_000);

test(`both hosts leave out and mask the same, for ${CASES} random bodies and rules`, async () => {
  const lines = await runScript('screen', { SEED, CASES: String(CASES) });
  const cases = new ScreenCases(Number(SEED));
  let masked = 0;
  let omitted = 0;
  for (const [number, line] of lines.entries()) {
    const { filter, mask, levels, body, type } = cases.next();
    const plan = planScreen({ filter, mask, levels });
    const screen = new NodejsScreen(plan, compilePatterns(plan.filters.map(({ pattern }) => pattern)), compilePatterns(plan.mask?.patterns ?? []));
    const { positions, count } = eventBytes.findEvents(body);
    const screened = screen.examine(body, positions, 0, count, type);
    const expected = shownScreened(screened);
    if (line !== expected) {
      const given = { number, filter, mask, body: body.toString() };
      expect({ ...given, native: line }).toEqual({ ...given, native: expected });
    }
    masked += screened.masked.length / 2;
    omitted += screened.omitted.length / 3;
  }
  expect(lines).toHaveLength(CASES);
  expect(masked).toBeGreaterThan(CASES / 2);
  expect(omitted).toBeGreaterThan(CASES / 20);
}, 600_000);
