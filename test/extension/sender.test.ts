import { FakeClock, settled } from './fake-clock';
import { CircuitBreaker } from '../../extension-src/delivery/circuit-breaker';
import type { PackedRecord } from '../../extension-src/delivery/record';
import { RecordQueue } from '../../extension-src/delivery/record-queue';
import { Sender } from '../../extension-src/delivery/sender';
import { zeroTotals } from '../../extension-src/delivery/totals';
import type { ConnectionState } from '../../extension-src/delivery/transport';

type Answer = ReadonlyArray<string | undefined> | Error | 'hang';

/** A sender whose Kinesis answers as told: with one answer a call, and with success once they are used up. */
function createSender(...answers: Answer[]) {
  const clock = new FakeClock();
  const queue = new RecordQueue();
  const breaker = new CircuitBreaker(() => clock.now());
  const totals = zeroTotals();
  const calls: number[][] = [];
  const news: string[] = [];
  const acknowledged: number[] = [];
  const connection: { resets: number; renewals: number; state: ConnectionState } = { resets: 0, renewals: 0, state: 'new' };
  const sender = new Sender({
    queue, breaker, clock, totals,
    random: () => 0.5,
    transport: () => Promise.resolve({
      get connection() { return connection.state; },
      reset: () => { connection.resets++; },
      renewCredentials: () => { connection.renewals++; },
      putRecords: (batch) => {
        calls.push(batch.map(({ firstSequence }) => firstSequence));
        const answer = answers.shift() ?? batch.map(() => undefined);
        if (answer === 'hang') return new Promise(() => undefined);
        return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
      },
    }),
    onAcknowledged: (records) => acknowledged.push(...records.map(({ firstSequence }) => firstSequence)),
    onBreakerOpened: ({ message }) => news.push(`opened: ${message}`),
    onBreakerClosed: () => news.push('closed'), onGaveUp: () => undefined,
  });
  const push = (...sequences: number[]) => sequences.forEach((sequence) => queue.push(record(sequence)));
  return { sender, clock, queue, breaker, totals, calls, news, acknowledged, push, connection };
}

const record = (sequence: number, bytes = 100): PackedRecord => ({
  data: Buffer.alloc(bytes), partitionKey: 'key', environment: 'env', createdAt: 0, firstSequence: sequence, lastSequence: sequence, heldBytes: bytes, drops: [],
});

const named = (name: string) => Object.assign(new Error('no'), { name });

describe('sending', () => {
  test('a flush ends when all is acknowledged', async () => {
    const { sender, clock, calls, acknowledged, push } = createSender();
    push(1, 2, 3);
    expect(await sender.flush(3, clock.now() + 1_000)).toBe('delivered');
    expect(calls).toEqual([[1, 2, 3]]);
    expect(acknowledged).toEqual([1, 2, 3]);
    expect(clock.pendingTimers).toBe(0);
  });

  test('a flush of nothing ends at once', async () => {
    const { sender, clock, calls } = createSender();
    expect(await sender.flush(0, clock.now())).toBe('delivered');
    expect(calls).toEqual([]);
  });

  test('exactly the refused records are sent again, in their order', async () => {
    const { sender, clock, totals, calls, acknowledged, push } = createSender(
      [undefined, 'ProvisionedThroughputExceededException', undefined, 'InternalFailure'], ['InternalFailure', undefined]);
    push(1, 2, 3, 4);
    const flushed = sender.flush(4, clock.now() + 10_000);
    await clock.advance(5_000);
    expect(await flushed).toBe('delivered');
    expect(calls).toEqual([[1, 2, 3, 4], [2, 4], [2]]);
    expect(acknowledged).toEqual([1, 3, 4, 2]);
    expect(totals).toMatchObject({ calls: 3, records: 4, retries: 3 });
  });

  test('records wait for a pause, not for the next flush, before they are sent again', async () => {
    const { sender, clock, calls, push } = createSender(named('InternalFailure'));
    push(1);
    sender.start();
    await settled();
    expect(calls).toHaveLength(1);
    await clock.advance(49);
    expect(calls).toHaveLength(1);
    await clock.advance(1);
    expect(calls).toHaveLength(2);
  });

  test('a flush shortens the pause of an attempt that is under way', async () => {
    const { sender, clock, calls, push } = createSender(named('InternalFailure'));
    push(1);
    sender.start();
    await settled();
    expect(await sender.flush(1, clock.now() + 1_000)).toBe('delivered');
    expect(calls).toHaveLength(2);
  });

  test.each(['AccessDeniedException', 'ResourceNotFoundException'])('%s ends a flush at once: nobody waits for what cannot come', async (name) => {
    const { sender, clock, queue, breaker, calls, news, push } = createSender(named(name));
    push(1);
    expect(await sender.flush(1, clock.now() + 1_000)).toBe('failed');
    expect(calls).toHaveLength(1);
    expect(breaker.isClosed).toBe(false);
    expect(queue.length).toBe(1);
    expect(news).toEqual([`opened: ${name}: no`]);
  });

  test('a flush ends at its deadline whatever Kinesis does, and the breaker opens', async () => {
    const { sender, clock, breaker, push } = createSender('hang');
    push(1);
    const flushed = sender.flush(1, clock.now() + 1_000);
    await clock.advance(1_000);
    expect(await flushed).toBe('late');
    expect(breaker.isClosed).toBe(false);
  });

  test('a call without an answer is given up in time and sent again over a new connection', async () => {
    const { sender, clock, calls, push, connection } = createSender('hang');
    push(1);
    const flushed = sender.flush(1, clock.now() + 20_000);
    await clock.advance(3_000);
    expect(connection.resets).toBe(1);
    await clock.advance(100);
    expect(await flushed).toBe('delivered');
    expect(calls).toEqual([[1], [1]]);
  });

  test('a call that was frozen past its time is given up when the environment thaws', async () => {
    const { sender, clock, calls, push } = createSender('hang');
    push(1);
    sender.start();
    await settled();
    sender.abandonOverdueCall();
    await settled();
    expect(calls).toHaveLength(1);
    clock.jump(3_600_000);
    sender.abandonOverdueCall();
    await clock.advance(100);
    expect(calls).toHaveLength(2);
  });

  test('without anybody waiting it stops after three failures, and the breaker says when to go on', async () => {
    const { sender, clock, breaker, calls, news, push } = createSender(...Array.from({ length: 5 }, () => named('ServiceUnavailable')));
    push(1);
    sender.start();
    await clock.advance(60_000);
    expect(calls).toHaveLength(3);
    expect(breaker.isClosed).toBe(false);
    sender.start();
    await clock.advance(60_000);
    expect(calls).toHaveLength(4);
    expect(news).toEqual(['opened: ServiceUnavailable: no']);
  });

  test('a success after an outage closes the breaker and sends what had waited, in order', async () => {
    const { sender, clock, breaker, news, acknowledged, push } = createSender(named('AccessDeniedException'));
    push(1);
    await sender.flush(1, clock.now() + 1_000);
    push(2, 3);
    sender.start();
    await settled();
    expect(breaker.isClosed).toBe(true);
    expect(acknowledged).toEqual([1, 2, 3]);
    expect(news).toEqual(['opened: AccessDeniedException: no', 'closed']);
  });

  test('a flush that persists goes on until its deadline through an outage', async () => {
    const outage = Array.from({ length: 4 }, () => named('ServiceUnavailable'));
    const { sender, clock, breaker, calls, push } = createSender(...outage);
    breaker.failed();
    push(1);
    const flushed = sender.flush(1, clock.now() + 1_900, true);
    await clock.advance(1_900);
    expect(await flushed).toBe('delivered');
    expect(calls).toHaveLength(5);
  });

  test('what is queued while the last answer comes in is sent too', async () => {
    const { sender, clock, acknowledged, push } = createSender();
    push(1);
    const first = sender.flush(1, clock.now() + 1_000).then(() => {
      push(2);
      return sender.flush(2, clock.now() + 1_000);
    });
    expect(await first).toBe('delivered');
    expect(acknowledged).toEqual([1, 2]);
  });

  test('a transport that cannot be loaded is a failure like any other', async () => {
    const { clock, queue, breaker, totals } = createSender();
    const sender = new Sender({
      queue, breaker, clock, totals, random: () => 0,
      transport: () => Promise.reject(new Error('no such module')),
      onAcknowledged: () => undefined, onBreakerOpened: () => undefined, onBreakerClosed: () => undefined, onGaveUp: () => undefined,
    });
    queue.push(record(1));
    sender.start();
    await clock.advance(1_000);
    expect(breaker.isClosed).toBe(false);
    expect(queue.length).toBe(1);
  });

  test('one call is under way at a time, so that the order is kept', async () => {
    const { sender, calls, push } = createSender('hang');
    push(1);
    sender.start();
    await settled();
    push(2);
    sender.start();
    await settled();
    expect(calls).toEqual([[1]]);
  });

  test('a connection that was dead before the call costs one retry, at once', async () => {
    const { sender, clock, calls, connection, push } = createSender(Object.assign(new Error('no'), { code: 'ECONNRESET' }));
    connection.state = 'idle';
    push(1);
    const begin = clock.now();
    expect(await sender.flush(1, clock.now() + 1_000)).toBe('delivered');
    expect(clock.now()).toBe(begin);
    expect(calls).toHaveLength(2);
    expect(connection.resets).toBe(1);
  });

  test('expired credentials are renewed, and the call is made again at once', async () => {
    const { sender, clock, calls, connection, push } = createSender(named('ExpiredTokenException'));
    push(1);
    expect(await sender.flush(1, clock.now() + 1_000)).toBe('delivered');
    expect(calls).toHaveLength(2);
    expect(connection).toMatchObject({ renewals: 1, resets: 0 });
  });

  test('credentials that stay expired do not make it spin', async () => {
    const { sender, clock, calls, push } = createSender(...Array.from({ length: 50 }, () => named('ExpiredTokenException')));
    push(1);
    const flushed = sender.flush(1, clock.now() + 1_000);
    await clock.advance(1_000);
    expect(await flushed).toBe('late');
    expect(calls.length).toBeLessThan(10);
  });

  test('an idle connection that gives no answer leaves half of the time for a new one', async () => {
    const { sender, clock, calls, connection, push } = createSender('hang');
    connection.state = 'idle';
    push(1);
    const flushed = sender.flush(1, clock.now() + 1_000);
    await clock.advance(500);
    connection.state = 'new';
    await clock.advance(100);
    expect(await flushed).toBe('delivered');
    expect(calls).toEqual([[1], [1]]);
  });

  test('a call over an idle connection that was under way before somebody waited is bounded by their time', async () => {
    const { sender, clock, calls, connection, push } = createSender('hang');
    connection.state = 'idle';
    push(1);
    sender.start();
    await clock.advance(1_000);
    const flushed = sender.flush(1, clock.now() + 1_000);
    await clock.advance(600);
    expect(await flushed).toBe('delivered');
    expect(calls).toHaveLength(2);
  });

  test('a connection that brought an answer a moment ago has time: its call is slow, not dead', async () => {
    const { sender, clock, calls, connection, push } = createSender('hang');
    connection.state = 'proven';
    push(1);
    const flushed = sender.flush(1, clock.now() + 1_000);
    await clock.advance(1_000);
    expect(await flushed).toBe('late');
    expect(calls).toHaveLength(1);
  });

  test('where there is no other chance, a call that hangs leaves time for another', async () => {
    const { sender, clock, calls, push } = createSender('hang', 'hang');
    push(1);
    sender.start();
    await clock.advance(500);
    const flushed = sender.flush(1, clock.now() + 1_900, true);
    await clock.advance(1_900);
    expect(await flushed).toBe('delivered');
    expect(calls).toHaveLength(3);
  });

  test('an error of our own while an acknowledgement is handled does not stop it for ever', async () => {
    const { clock, queue, breaker, totals } = createSender();
    let errors = 1;
    const acknowledged: number[] = [];
    const sender = new Sender({
      queue, breaker, clock, totals, random: () => 0,
      transport: () => Promise.resolve({
        connection: 'new', reset: () => undefined, renewCredentials: () => undefined,
        putRecords: (batch) => Promise.resolve(batch.map(() => undefined)),
      }),
      onAcknowledged: (records) => {
        if (errors-- > 0) throw new Error('oops');
        acknowledged.push(...records.map(({ firstSequence }) => firstSequence));
      },
      onBreakerOpened: () => undefined, onBreakerClosed: () => undefined, onGaveUp: () => undefined,
    });
    queue.push(record(1));
    sender.start();
    await settled();
    queue.push(record(2));
    await clock.advance(2_000);
    sender.start();
    await settled();
    expect(acknowledged).toEqual([2]);
  });

  test('where there is no other chance, pauses stay short enough for many more attempts', async () => {
    const { sender, clock, calls, push } = createSender(...Array.from({ length: 100 }, () => ['ProvisionedThroughputExceededException']));
    push(1);
    void sender.flush(1, clock.now() + 1_900, true);
    await clock.advance(1_900);
    expect(calls.length).toBeGreaterThan(15);
    expect(calls.length).toBeLessThan(100);
  });

  test('after a refusal of some records it pauses, as after one of all', async () => {
    const { sender, clock, calls, push } = createSender([undefined, 'InternalFailure']);
    push(1, 2);
    sender.start();
    await clock.advance(49);
    expect(calls).toEqual([[1, 2]]);
    await clock.advance(1);
    expect(calls).toEqual([[1, 2], [2]]);
  });

  test.each<[string, Answer[], string]>([
    ['refusals', Array.from({ length: 3 }, () => ['InternalFailure']), 'opened: InternalFailure'],
    ['silence', ['hang', 'hang', 'hang'], 'opened: Error: no answer within 3000 ms'],
  ])('what opens the breaker is said: %s', async (_name, answers, said) => {
    const { sender, clock, news, push } = createSender(...answers);
    push(1);
    sender.start();
    await clock.advance(20_000);
    expect(news).toEqual([said]);
  });

  test('what opens the breaker is said: a flush that is late', async () => {
    const { sender, clock, news, push } = createSender('hang');
    push(1);
    void sender.flush(1, clock.now() + 1_000);
    await clock.advance(1_000);
    expect(news).toEqual(['opened: not acknowledged within 1000 ms']);
  });

  test('a frozen call is given up on the thaw itself, not when some timer runs, and is made again at once', async () => {
    const { sender, clock, calls, connection, push } = createSender('hang');
    push(1);
    sender.start();
    await settled();
    clock.jump(3_600_000);
    sender.abandonOverdueCall();
    await settled();
    expect(calls).toEqual([[1], [1]]);
    expect(connection.resets).toBe(1);
  });

  test('a connection that breaks as soon as it is opened is not tried again at once', async () => {
    const { sender, clock, calls, push } = createSender(Object.assign(new Error('no'), { code: 'ECONNRESET' }));
    push(1);
    sender.start();
    await clock.advance(49);
    expect(calls).toHaveLength(1);
    await clock.advance(1);
    expect(calls).toHaveLength(2);
  });

  test('a transport that cannot be loaded is asked for again, after pauses', async () => {
    const { clock, queue, breaker, totals } = createSender();
    let asked = 0;
    const sender = new Sender({
      queue, breaker, clock, totals, random: () => 0.5,
      transport: () => { asked++; return Promise.reject(new Error('no such module')); },
      onAcknowledged: () => undefined, onBreakerOpened: () => undefined, onBreakerClosed: () => undefined, onGaveUp: () => undefined,
    });
    queue.push(record(1));
    sender.start();
    await clock.advance(1_000);
    expect(asked).toBe(3);
    expect(totals.calls).toBe(0);
  });

  test("somebody who begins to wait does not move a call's end to later", async () => {
    const { sender, clock, calls, connection, push } = createSender('hang');
    connection.state = 'proven';
    push(1);
    sender.start();
    await clock.advance(2_000);
    void sender.flush(1, clock.now() + 10_000);
    await clock.advance(1_100);
    expect(calls).toHaveLength(2);
  });

  test.each<[string, ConnectionState, boolean, boolean]>([
    ['a new connection', 'new', true, false],
    ['a proven connection, even where there is no other chance', 'proven', true, true],
    ['an idle connection, where nobody waits', 'idle', false, false],
  ])('%s has its whole time', async (_name, state, isWaitedFor, persists) => {
    const { sender, clock, calls, connection, push } = createSender('hang');
    connection.state = state;
    push(1);
    if (isWaitedFor) void sender.flush(1, clock.now() + 2_500, persists);
    else sender.start();
    await clock.advance(2_400);
    expect(calls).toHaveLength(1);
  });

  test('an idle connection has half of the time of whoever waits longest, and not less', async () => {
    const { sender, clock, calls, connection, push } = createSender('hang');
    connection.state = 'idle';
    push(1);
    void sender.flush(1, clock.now() + 600);
    void sender.flush(1, clock.now() + 1_000);
    await clock.advance(490);
    expect(calls).toHaveLength(1);
    await clock.advance(110);
    expect(calls).toHaveLength(2);
  });

  test('once a flush is over nobody waits: the next failures end after three', async () => {
    const { sender, clock, calls, push } = createSender([undefined], ...Array.from({ length: 5 }, () => named('ServiceUnavailable')));
    push(1);
    await sender.flush(1, clock.now() + 1_000);
    push(2);
    sender.start();
    await clock.advance(60_000);
    expect(calls).toEqual([[1], [2], [2], [2]]);
  });

  test('a flush that is out of time does not end another that has time', async () => {
    const { sender, clock, connection, push } = createSender('hang');
    connection.state = 'proven';
    push(1);
    const short = sender.flush(1, clock.now() + 500);
    const long = sender.flush(1, clock.now() + 10_000, true);
    await clock.advance(4_000);
    expect(await Promise.race([Promise.all([short, long]), settled()])).toEqual(['late', 'delivered']);
  });

  test('what was too much for one call is sent in parts, until a part has arrived', async () => {
    const { sender, clock, queue, calls } = createSender('hang', 'hang');
    for (let sequence = 1; sequence <= 20; sequence++) queue.push(record(sequence, 50_000));
    sender.start();
    await clock.advance(10_000);
    expect(calls.map(({ length }) => length)).toEqual([20, 5, 1, 19]);
  });
});
