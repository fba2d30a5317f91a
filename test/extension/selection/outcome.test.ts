import { isReasonToKeep } from '../../../extension-src/selection/outcome';
import type { EndOfRequest } from '../../../extension-src/selection/outcome';
import type { KeepReasonName } from '../../../src/settings/selection/sampling-settings';

const OUTCOMES: Record<string, EndOfRequest> = {
  'success': { status: 'success', metrics: { durationMs: 5 } },
  'an error of the handler': { status: 'error', errorType: 'TypeError' },
  'a failure': { status: 'failure', errorType: 'Runtime.InvalidEntrypoint' },
  'an exit of the runtime': { status: 'failure', errorType: 'Runtime.ExitError' },
  'a status of the future': { status: 'throttled' },
  'a timeout': { status: 'timeout', errorType: 'Sandbox.Timedout' },
  'out of memory': { status: 'error', errorType: 'Runtime.OutOfMemory' },
  'out of memory in Java': { status: 'error', errorType: 'java.lang.OutOfMemoryError' },
  'out of memory in Python': { status: 'error', errorType: 'MemoryError' },
  'no status': {},
  'values of other types': { status: undefined, errorType: 5, metrics: { durationMs: '9999' } },
  'no metrics': { status: 'success', metrics: null },
};

const reasonsOf = (keep: readonly KeepReasonName[], slowerThanMs?: number) =>
  Object.entries(OUTCOMES).filter(([, end]) => isReasonToKeep(end, { keep, slowerThanMs })).map(([name]) => name);

describe('a reason to keep a request is, if it is asked for,', () => {
  test('nothing, if nothing is asked for', () => {
    expect(reasonsOf([])).toEqual([]);
    expect(reasonsOf(['cold-start'])).toEqual([]);
  });

  test('an error: each status that is neither success nor timeout', () => {
    expect(reasonsOf(['error'])).toEqual([
      'an error of the handler', 'a failure', 'an exit of the runtime', 'a status of the future',
      'out of memory', 'out of memory in Java', 'out of memory in Python',
    ]);
  });

  test('a timeout', () => {
    expect(reasonsOf(['timeout'])).toEqual(['a timeout']);
  });

  test('out of memory, which an exit of the runtime may be', () => {
    expect(reasonsOf(['out-of-memory'])).toEqual(['an exit of the runtime', 'out of memory', 'out of memory in Java', 'out of memory in Python']);
  });

  test('a duration beyond the limit, not the limit itself', () => {
    const lasting = (durationMs: number) => isReasonToKeep({ status: 'success', metrics: { durationMs } }, { keep: [], slowerThanMs: 1_000 });
    expect([999, 1_000, 1_000.001].map(lasting)).toEqual([false, false, true]);
    expect(reasonsOf([], 4)).toEqual(['success']);
  });

  test('a timeout that is slow, if only slow requests are asked for', () => {
    expect(isReasonToKeep({ status: 'timeout', metrics: { durationMs: 3_000 } }, { keep: ['error'], slowerThanMs: 1_000 })).toBe(true);
  });
});
