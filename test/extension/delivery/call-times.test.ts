import { CallTimes } from '../../../extension-src/delivery/call-times';

const after = (...answers: number[]) => {
  const times = new CallTimes();
  answers.forEach((ms) => times.answered(ms));
  return times;
};

describe('how long calls take', () => {
  test('is a guess before the first answer, and then what that took', () => {
    expect(after().typicalMs).toBe(80);
    expect(after(30).typicalMs).toBe(30);
    expect(after(0).typicalMs).toBe(0);
  });

  test('follows the newest calls, of which each counts for a quarter', () => {
    expect(after(100, 20).typicalMs).toBe(80);
    expect(after(20, 100, 100).typicalMs).toBe(55);
    expect(after(...Array.from({ length: 30 }, (_value, index) => index < 10 ? 400 : 10)).typicalMs).toBeLessThan(12);
  });

  test('a single slow call counts for at most half a second', () => {
    expect(after(100, 60_000).typicalMs).toBe(200);
    expect(after(60_000).typicalMs).toBe(500);
  });

  test('a call during which the clock was set back says nothing', () => {
    expect(after(-1).typicalMs).toBe(80);
    expect(after(40, -3_600_000).typicalMs).toBe(40);
  });

  test('a call is probably lost after six times the typical duration, but not within 300 ms', () => {
    expect(after().patienceMs).toBe(480);
    expect(after(100).patienceMs).toBe(600);
    expect(after(10).patienceMs).toBe(300);
  });
});
