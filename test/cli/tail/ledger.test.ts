import { Ledger } from '../../../cli-src/tail/ledger';
import { envelope } from '../telemetry';

let ledger: Ledger;

beforeEach(() => { ledger = new Ledger(); });

function read(environment: string, ...sequences: number[]): boolean[] {
  return sequences.map((sequence) => ledger.read(envelope({ environment, sequence })));
}

test('all events of an environment from its beginning: nothing is missing', () => {
  read('a', 1, 2, 3);
  ledger.show(3);
  expect(ledger.closingLine()).toBe('3 events of 1 environment; none missing; no dropped ranges');
});

test('tells how many were shown when some were not', () => {
  read('a', 1, 2, 3);
  ledger.show(1);
  expect(ledger.closingLine()).toContain('3 events of 1 environment, 1 shown; none missing');
});

test('a second copy is not read again, and is counted', () => {
  expect(read('a', 1, 1)).toEqual([true, false]);
  expect(ledger.closingLine()).toContain('1 duplicate left out');
});

test('a hole is missing', () => {
  read('a', 1, 2, 5);
  read('b', 1);
  expect(ledger.closingLine()).toContain('; 2 missing in 1 environment: lost, or not in the stream yet;');
});

test('what an environment has written before the tail began is not missing', () => {
  read('a', 100, 101, 103);
  expect(ledger.closingLine()).toMatch(/; 1 missing in 1 environment: .*; 1 environment had begun before$/);
});

test('dropped ranges are told with their reasons, and are not missing', () => {
  read('a', 1);
  ledger.read(envelope({ environment: 'a', sequence: 12, type: 'telemetry.dropped', record: { count: 10, bytes: 1, firstSequence: 2, lastSequence: 11, reason: 'buffer-full' } }));
  expect(ledger.closingLine()).toBe('2 events of 1 environment, 0 shown; none missing; 1 dropped range with 10 events (buffer-full)');
});

test('events that a filter has left out on purpose are told', () => {
  const reasons = [{ reason: 'filter', rule: 'health checks', count: 7, bytes: 70 }];
  ledger.read(envelope({ environment: 'a', sequence: 1, type: 'telemetry.omitted', record: { count: 7, bytes: 70, reasons, requests: [] } }));
  expect(ledger.closingLine()).toBe('1 event of 1 environment, 0 shown; none missing; no dropped ranges; 7 events omitted by a filter or sampling');
});

test('records that cannot be decoded are counted, and told of once', () => {
  expect([ledger.undecoded(), ledger.undecoded()]).toEqual([true, false]);
  expect(ledger.closingLine()).toContain('2 records could not be decoded');
});

test('environments beyond the memory of the checker are still counted', () => {
  ledger = new Ledger({ maxEnvironments: 2 });
  for (const environment of ['a', 'b', 'c', 'd']) read(environment, 1, 3);
  expect(ledger.closingLine()).toContain('8 events of 4 environments, 0 shown; 4 missing in 4 environments');
});
