import { Mailbox } from '../../../extension-src/telemetry/mailbox';
import { FakeClock } from '../fake-clock';

const named = (name: string) => ({ body: Buffer.from(name) });

describe('the mailbox', () => {
  test('passes kept bodies on once and in order when it is opened, and later bodies at once', () => {
    const mailbox = new Mailbox(new FakeClock());
    const read: string[] = [];
    mailbox.post(named('a'));
    mailbox.post(named('b'));
    mailbox.open((received) => read.push('body' in received ? received.body.toString() : received.refused));
    expect(read).toEqual(['a', 'b']);
    mailbox.post({ refused: 'c' });
    expect(read).toEqual(['a', 'b', 'c']);
  });

  test('keeps nothing after it is closed, and says how many bodies were discarded', () => {
    const mailbox = new Mailbox(new FakeClock());
    const read: string[] = [];
    const open = () => mailbox.open((received) => read.push('body' in received ? received.body.toString() : received.refused));
    mailbox.post(named('a'));
    mailbox.post(named('b'));
    expect(mailbox.close()).toBe(2);
    mailbox.post(named('c'));
    expect(mailbox.close()).toBe(0);
    open();
    expect(read).toEqual([]);
    mailbox.close();
    mailbox.post(named('d'));
    expect(read).toEqual([]);
  });

  test('lastPostAt is the time of the last body, read or not', async () => {
    const clock = new FakeClock();
    const mailbox = new Mailbox(clock);
    mailbox.post(named('a'));
    const first = clock.now();
    expect(mailbox.lastPostAt).toBe(first);
    mailbox.open(() => undefined);
    await clock.advance(100);
    expect(mailbox.lastPostAt).toBe(first);
    mailbox.post(named('b'));
    expect(mailbox.lastPostAt).toBe(first + 100);
  });
});
