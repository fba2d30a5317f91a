import { ConsumerRun } from '../../../demo/traffic/consumer-run';
import { judgeConsumer } from '../../../demo/verdict/consumer-verdict';
import { StreamEnvelope } from '../../../faults/oracle/envelope';

const envelope = (environment: string, sequence: number) => ({ environment, sequence }) as StreamEnvelope;
const STREAM = [envelope('a', 1), envelope('a', 2), envelope('a', 2), envelope('b', 1)];
const line = (environment: string, received: number, missing = 0) =>
  `2026-11-20T09:00:00.123Z\t6d68ca91\tINFO\t${JSON.stringify({ environment, received, missing })}\n`;

function judge(printed: string[], changes: Partial<ConsumerRun> = {}) {
  const consumer = { fn: { title: 'Watch' } } as ConsumerRun['consumer'];
  return judgeConsumer({ consumer, calls: 2, failures: [], givenUp: 0, printed, ...changes }, STREAM);
}

test('a consumer that received every event has no problem', () => {
  expect(judge([line('a', 1), 'START', line('a', 2), line('b', 1)])).toEqual({ title: 'Watch', calls: 2, seen: 3, missing: 0, problems: [] });
});

test.each<[string, string[], Partial<ConsumerRun>, string]>([
  ['missed an event', [line('a', 1), line('b', 1)], {}, 'Watch received 1 of 2 events of environment a'],
  ['missed an environment', [line('a', 2)], {}, 'Watch received 0 of 1 events of environment b'],
  ['found a gap', [line('a', 2, 1), line('b', 1)], {}, 'Watch reports 1 missing events of environment a'],
  ['reports an unknown environment', [line('a', 2), line('b', 1), line('c', 1)], {}, 'Watch reports environment c, which is not in the stream'],
  ['failed', [line('a', 2), line('b', 1)], { failures: ['Watch failed with error: no'] }, 'Watch failed with error: no'],
  ['failed for records until Lambda discards them', [line('a', 2), line('b', 1)], { givenUp: 3 }, 'Lambda would have discarded 3 records, because Watch failed'],
])('a consumer that %s has a problem', (_, printed, changes, problem) => {
  expect(judge(printed, changes).problems).toEqual([problem]);
});

test('counts the events that the consumer did not receive', () => {
  expect(judge([line('a', 1)])).toMatchObject({ seen: 1, missing: 2 });
});
