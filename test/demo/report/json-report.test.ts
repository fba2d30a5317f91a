import { lost, result } from './result';
import { toJsonReport } from '../../../demo/report/json-report';
import { isComplete } from '../../../demo/verdict/demo-result';

test('has the fields that other programs read', () => {
  expect(toJsonReport(result())).toMatchObject({
    invocations: 1,
    events: { emitted: 1, delivered: 1, missing: 0, duplicated: 2, omitted: 4, omittedBytes: 900, masked: 6 },
    records: 3,
    putUnits: 4,
    coldStart: { bareRegisterMs: 30, registerMs: 31, bareReadyMs: 40.1, readyMs: 40.1 },
    memoryMB: { bare: 45.6, extension: 45.6 },
  });
});

test('counts events that Lambda could not post as missing, except lines that the extension logs while it exits', () => {
  expect(toJsonReport(result({}, [lost('function'), lost('platform'), lost('extension')])).events)
    .toMatchObject({ emitted: 3, delivered: 1, missing: 2, undelivered: 3 });
});

test('is complete only if no event is missing, there is no problem, and no limit was exceeded', () => {
  const { verdict } = result();
  expect(isComplete(result())).toBe(true);
  expect(isComplete(result({ verdict: { ...verdict, missing: 1 } }))).toBe(false);
  expect(isComplete(result({ verdict: { ...verdict, problems: ['a hole'] } }))).toBe(false);
  expect(isComplete(result({ violations: ['too large'] }))).toBe(false);
  expect(isComplete(result({}, [lost('function')]))).toBe(false);
  expect(isComplete(result({}, [lost('extension')]))).toBe(true);
});
