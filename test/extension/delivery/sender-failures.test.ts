import { CallTimes } from '../../../extension-src/delivery/call-times';
import { settled } from '../fake-clock';
import type { Answer } from './sender-with-answers';
import { createSender, named, record } from './sender-with-answers';
import { Sender } from '../../../extension-src/delivery/sender';

describe('how the sender handles failures', () => {
  test.each(['AccessDeniedException', 'ResourceNotFoundException'])('%s ends a flush at once, because waiting does not help', async (name) => {
    const { sender, clock, queue, breaker, calls, news, push } = createSender(named(name));
    push(1);
    expect(await sender.flush(1, clock.now() + 1_000)).toBe('failed');
    expect(calls).toHaveLength(1);
    expect(breaker.isClosed).toBe(false);
    expect(queue.length).toBe(1);
    expect(news).toEqual([`opened: ${name}: no`]);
  });

  test.each<[string, Answer[], string]>([
    ['refusals', Array.from({ length: 3 }, () => ['InternalFailure']), 'opened: InternalFailure'],
    ['silence', ['hang', 'hang', 'hang'], 'opened: Error: no response within 3000 ms'],
  ])('reports what opened the breaker: %s', async (_name, answers, said) => {
    const { sender, clock, news, push } = createSender(...answers);
    push(1);
    sender.start();
    await clock.advance(20_000);
    expect(news).toEqual([said]);
  });

  test('what opens the breaker is said: a flush that is late', async () => {
    const { sender, clock, news, push } = createSender([undefined], 'hang');
    push(1);
    await sender.flush(1, clock.now() + 1_000);
    push(2);
    void sender.flush(2, clock.now() + 1_000);
    await clock.advance(1_000);
    expect(news).toEqual(['opened: not acknowledged within 1000 ms']);
  });

  test('the first call may take longer than a flush: nothing is reported, but the next invocation only probes', async () => {
    const { sender, clock, breaker, news, push } = createSender('hang');
    push(1);
    const flushed = sender.flush(1, clock.now() + 1_000);
    await clock.advance(1_000);
    expect(await flushed).toBe('late');
    expect(news).toEqual([]);
    expect(breaker.isClosed).toBe(false);
    await clock.advance(1);
    expect(breaker.allowsProbe).toBe(true);
    await clock.advance(500);
    // Longer than calls usually take: the probe of a later invocation makes another.
    sender.abandonOverdueCall();
    const probed = sender.flush(1, clock.now() + 200, 'probe');
    await clock.advance(200);
    expect(await probed).toBe('delivered');
    expect(breaker.isClosed).toBe(true);
    expect(news).toEqual([]);
  });

  test('a record that Kinesis rejects as invalid is found, dropped and reported; the others arrive', async () => {
    const { sender, clock, acknowledged, invalid, push } = createSender((sequences) => sequences.includes(5) ? named('InvalidArgumentException') : undefined);
    push(1, 2, 3, 4, 5, 6, 7, 8, 9);
    const flushed = sender.flush(9, clock.now() + 1_000);
    await clock.advance(1_000);
    expect(await flushed).toBe('delivered');
    expect([...acknowledged].sort()).toEqual([1, 2, 3, 4, 6, 7, 8, 9]);
    expect(invalid).toEqual([5]);
  });

  test('where Kinesis rejects every record as invalid, no record is dropped', async () => {
    const { sender, clock, calls, breaker, invalid, news, queue, push } = createSender(() => named('InvalidArgumentException'));
    push(...Array.from({ length: 40 }, (_value, index) => index + 1));
    const flushed = sender.flush(40, clock.now() + 1_000);
    await clock.advance(1_000);
    expect(await flushed).toBe('failed');
    expect(breaker.isClosed).toBe(false);
    expect(invalid).toEqual([]);
    expect(queue.length).toBe(40);
    expect(calls.filter(({ length }) => length === 1)).toHaveLength(8);
    expect(news).toEqual(['opened: InvalidArgumentException: no']);
  });

  test('an invalid record that the full buffer has dropped meanwhile is not dropped again', async () => {
    const { sender, clock, queue, invalid, acknowledged, push } = createSender(
      named('InvalidArgumentException'), named('InvalidArgumentException'), named('AccessDeniedException'));
    push(1, 2);
    expect(await sender.flush(2, clock.now() + 1_000)).toBe('failed');
    expect(queue.dropOldest()?.firstSequence).toBe(1);
    await clock.advance(1_000);
    sender.start();
    await settled();
    expect(acknowledged).toEqual([2]);
    expect(invalid).toEqual([]);
  });

  test('an invalid record that is alone in the queue is dropped when the next one is accepted', async () => {
    const { sender, clock, queue, invalid, news, acknowledged, push } = createSender((sequences) => sequences.includes(1) ? named('ValidationException') : undefined);
    push(1);
    expect(await sender.flush(1, clock.now() + 1_000)).toBe('failed');
    expect(news).toEqual(['opened: ValidationException: no']);
    expect(invalid).toEqual([]);
    expect(queue.length).toBe(1);
    push(2);
    await clock.advance(1_000);
    expect(await sender.flush(2, clock.now() + 1_000)).toBe('delivered');
    expect(acknowledged).toEqual([2]);
    expect(invalid).toEqual([1]);
    expect(queue.length).toBe(0);
  });

  test('new records reach the stream while the shard of an old one is throttled', async () => {
    const { sender, clock, acknowledged, push, queue } = createSender((sequences) => sequences.map((sequence) => sequence === 1 ? 'ProvisionedThroughputExceededException' : undefined));
    queue.push({ ...record(1), partitionKey: 'hot' });
    sender.start();
    await settled();
    push(2, 3);
    await clock.advance(1_000);
    expect(acknowledged).toEqual([2, 3]);
    expect(queue.length).toBe(1);
  });

  test('a flush that is late says what the last call failed with, unless one brought something through since', async () => {
    const { sender, clock, news, push } = createSender(named('ServiceUnavailable'), 'hang');
    push(1);
    void sender.flush(1, clock.now() + 1_000);
    await clock.advance(1_000);
    expect(news).toEqual(['opened: not acknowledged within 1000 ms; the last call failed with: ServiceUnavailable: no']);

    const recovered = createSender(named('ServiceUnavailable'), [undefined, 'InternalFailure'], 'hang');
    recovered.push(1, 2);
    void recovered.sender.flush(2, recovered.clock.now() + 1_000);
    await recovered.clock.advance(1_000);
    expect(recovered.news).toEqual(['opened: not acknowledged within 1000 ms; the last call failed with: InternalFailure']);
  });

  test('without a waiting flush it stops after three failures, and the breaker decides when to continue', async () => {
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

  test('failures before a success do not count', async () => {
    const { sender, clock, breaker, calls, acknowledged, gaveUp, push } = createSender(
      named('ServiceUnavailable'), named('ServiceUnavailable'), [undefined, 'InternalFailure'], named('ServiceUnavailable'), named('ServiceUnavailable'));
    push(1, 2);
    sender.start();
    await clock.advance(60_000);
    expect(calls).toEqual([[1, 2], [1, 2], [1, 2], [2], [2], [2]]);
    expect(acknowledged).toEqual([1, 2]);
    expect(breaker.isClosed).toBe(true);
    expect(gaveUp.times).toBe(0);
  });

  test('after a flush has ended, three more failures stop it', async () => {
    const { sender, clock, calls, push } = createSender([undefined], ...Array.from({ length: 5 }, () => named('ServiceUnavailable')));
    push(1);
    await sender.flush(1, clock.now() + 1_000);
    push(2);
    sender.start();
    await clock.advance(60_000);
    expect(calls).toEqual([[1], [2], [2], [2]]);
  });

  test('a success after an outage closes the breaker and sends the buffered records in order', async () => {
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

  test('a persistent flush retries until its deadline during an outage', async () => {
    const outage = Array.from({ length: 4 }, () => named('ServiceUnavailable'));
    const { sender, clock, breaker, calls, push } = createSender(...outage);
    breaker.failed();
    push(1);
    const flushed = sender.flush(1, clock.now() + 1_900, 'last');
    await clock.advance(1_900);
    expect(await flushed).toBe('delivered');
    expect(calls).toHaveLength(5);
  });

  test('at the last chance, pauses are short enough for many more attempts', async () => {
    const { sender, clock, calls, push } = createSender(...Array.from({ length: 100 }, () => ['ProvisionedThroughputExceededException']));
    push(1);
    void sender.flush(1, clock.now() + 1_900, 'last');
    await clock.advance(1_900);
    expect(calls.length).toBeGreaterThan(15);
    expect(calls.length).toBeLessThan(100);
  });

  test('expired credentials are renewed and the call is retried at once', async () => {
    const { sender, clock, calls, connection, push } = createSender(named('ExpiredTokenException'));
    push(1);
    expect(await sender.flush(1, clock.now() + 1_000)).toBe('delivered');
    expect(calls).toHaveLength(2);
    expect(connection).toMatchObject({ renewals: 1, resets: 0 });
  });

  test('credentials that stay expired do not cause a busy loop', async () => {
    const { sender, clock, calls, push } = createSender(...Array.from({ length: 50 }, () => named('ExpiredTokenException')));
    push(1);
    const flushed = sender.flush(1, clock.now() + 1_000);
    await clock.advance(1_000);
    expect(await flushed).toBe('late');
    expect(calls.length).toBeLessThan(10);
  });

  test('a transport that cannot be loaded is a failure like any other', async () => {
    const { clock, queue, breaker, totals } = createSender();
    const sender = new Sender({
      queue, breaker, clock, totals, callTimes: new CallTimes(), mayCall: () => true, random: () => 0,
      transport: () => Promise.reject(new Error('no such module')),
      onAcknowledged: () => undefined, onBreakerOpened: () => undefined, onBreakerClosed: () => undefined, onInvalid: () => undefined,
      onRest: () => undefined,
    });
    queue.push(record(1));
    sender.start();
    await clock.advance(1_000);
    expect(breaker.isClosed).toBe(false);
    expect(queue.length).toBe(1);
  });

  test('a transport that cannot be loaded is requested again after pauses', async () => {
    const { clock, queue, breaker, totals } = createSender();
    let asked = 0;
    const sender = new Sender({
      queue, breaker, clock, totals, callTimes: new CallTimes(), mayCall: () => true, random: () => 0.5,
      transport: () => { asked++; return Promise.reject(new Error('no such module')); },
      onAcknowledged: () => undefined, onBreakerOpened: () => undefined, onBreakerClosed: () => undefined, onInvalid: () => undefined,
      onRest: () => undefined,
    });
    queue.push(record(1));
    sender.start();
    await clock.advance(1_000);
    // Once before the first call, and once for each of the three calls after which the breaker opens.
    expect(asked).toBe(4);
    expect(totals.calls).toBe(0);
  });

  test('an internal error during an acknowledgement does not stop it forever', async () => {
    const { sender, clock, breaker, news, acknowledged, gaveUp, push } = createSender();
    const oops = jest.spyOn(acknowledged, 'push').mockImplementationOnce(() => { throw new Error('oops'); });
    push(1);
    sender.start();
    await settled();
    expect(oops).toHaveBeenCalledTimes(1);
    expect(news).toEqual(['opened: Error: oops']);
    expect(breaker.isClosed).toBe(false);
    expect(gaveUp.times).toBe(1);
    push(2);
    await clock.advance(2_000);
    sender.start();
    await settled();
    expect([...acknowledged]).toEqual([2]);
  });

  test('onGaveUp is called only if it stops with records left', async () => {
    const { sender, clock, calls, gaveUp, push } = createSender([undefined], named('AccessDeniedException'));
    push(1);
    await sender.flush(1, clock.now() + 1_000);
    await settled();
    expect(gaveUp.times).toBe(0);
    push(2);
    sender.start();
    await settled();
    expect(gaveUp.times).toBe(1);
    sender.start();
    await settled();
    expect(calls).toEqual([[1], [2], [2]]);
    expect(gaveUp.times).toBe(1);
  });
});
