import { WholeRequests } from '../../../cli-src/selection/whole-requests';
import { envelope } from '../telemetry';

const event = (requestId: string | undefined, sequence: number) => envelope({ requestId, sequence });
const shown = (requests: WholeRequests, requestId: string | undefined, sequence: number, matches: boolean) =>
  requests.take(event(requestId, sequence), matches).map((one) => one.sequence);

test('a match brings the events before it, and all that follow', () => {
  const requests = new WholeRequests();
  expect(shown(requests, 'a', 1, false)).toEqual([]);
  expect(shown(requests, 'b', 2, false)).toEqual([]);
  expect(shown(requests, 'a', 3, true)).toEqual([1, 3]);
  expect(shown(requests, 'a', 4, false)).toEqual([4]);
  expect(shown(requests, 'a', 5, true)).toEqual([5]);
  expect(shown(requests, 'b', 6, false)).toEqual([]);
});

test('an event that belongs to no invocation is shown only if it matches', () => {
  const requests = new WholeRequests();
  expect(shown(requests, undefined, 1, false)).toEqual([]);
  expect(shown(requests, undefined, 2, true)).toEqual([2]);
});

test('gives up the oldest invocations without a match, so that memory is bounded', () => {
  const requests = new WholeRequests({ maxRequests: 2 });
  for (const [index, id] of ['a', 'b', 'c'].entries()) shown(requests, id, index + 1, false);
  expect(shown(requests, 'a', 4, true)).toEqual([4]);
  expect(shown(requests, 'c', 5, true)).toEqual([3, 5]);
});

test('bounds the events, too', () => {
  const requests = new WholeRequests({ maxEvents: 2 });
  for (const sequence of [1, 2, 3]) shown(requests, 'a', sequence, false);
  expect(shown(requests, 'a', 4, true)).toEqual([4]);
});
