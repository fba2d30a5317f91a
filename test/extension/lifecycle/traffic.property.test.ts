import * as fc from 'fast-check';
import { createExtension, done, report, start } from '../extension-without-process';

/** While a function runs, its lines wait for `dispatchInterval` (1 s) and for a call; a timer may have begun with the line before. */
const WHILE_IT_RUNS_MS = 1_300;
/** An invocation that begins when an event has waited for two `dispatchInterval`s is held. */
const AT_INVOKE_MS = 2_000;
const BUFFERING_MS = 25;
const STEP_MS = 25;
/** The pauses of the recovery matrix begin here. Probes are at least 400 ms apart. */
const LEAST_PAUSE_MS = 200;
const INVOCATIONS_UNTIL_WHOLE = 3;

interface Invocation {
  readonly durationMs: number;
  /** Frozen before it. */
  readonly pauseMs: number;
  /** How often the function prints. */
  readonly lineEveryMs: number;
  /** Lambda tries the request before again. */
  readonly isRepeated: boolean;
}

const invocation = (longestMs: number, leastPauseMs: number, longestPauseMs: number) => fc.record<Invocation>({
  durationMs: fc.integer({ min: 1, max: longestMs }),
  pauseMs: fc.integer({ min: leastPauseMs, max: longestPauseMs }),
  lineEveryMs: fc.integer({ min: STEP_MS, max: 3_000 }),
  isRepeated: fc.nat({ max: 9 }).map((n) => n === 0),
});

/** Bursts, after which `adaptive` no longer holds, and single invocations, which may be long. */
const lives = (leastPauseMs = 0) => fc.array(fc.oneof(
  fc.array(invocation(60, leastPauseMs, 600), { minLength: 15, maxLength: 30 }),
  fc.array(invocation(6_000, leastPauseMs, 900), { maxLength: 3 }),
  fc.array(invocation(300, leastPauseMs, 90_000), { maxLength: 3 }),
), { minLength: 1, maxLength: 5 }).map((parts) => parts.flat());

/** Kinesis denies all calls from one invocation on, for so many invocations. */
interface Denied {
  readonly from: number;
  readonly count: number;
}

/** A life of an environment: Lambda tells the end of an invocation after 25 ms, or in the next one if the environment was frozen before. */
async function play(strategy: string, latencyMs: number, life: readonly Invocation[], denied?: Denied): Promise<void> {
  const { clock, kinesis, stream, post, invoke, shutdown } = createExtension({ strategy, latencyMs });
  const printedAt: number[] = [];
  const missingOf = (count: number) => count - stream.filter(({ type }) => type === 'function').length;
  let id = 0;
  let untold: Array<[string, unknown]> = [];
  let printedWhileDenied = 0;
  for (const [index, { durationMs, pauseMs, lineEveryMs, isRepeated }] of life.entries()) {
    const sinceDenied = denied === undefined ? Infinity : index - denied.from - denied.count;
    if (denied && index === denied.from) kinesis.failure = Object.assign(new Error('denied'), { name: 'AccessDeniedException' });
    if (sinceDenied === 0) {
      kinesis.failure = undefined;
      printedWhileDenied = printedAt.length;
    }
    clock.freeze(pauseMs);
    if (!isRepeated) id++;
    const begunAt = clock.now();
    const old = printedAt.filter((at) => begunAt - at > AT_INVOKE_MS).length;
    let isReleased = false;
    void invoke(`r${id}`, 900_000).then(() => { isReleased = true; });
    post(...untold, start(`r${id}`));
    untold = [];
    let nextLineAt = begunAt;
    while (clock.now() < begunAt + durationMs) {
      if (clock.now() >= nextLineAt) {
        printedAt.push(clock.now());
        post(['function', `line ${printedAt.length}`]);
        nextLineAt += lineEveryMs;
      }
      await clock.advance(Math.min(STEP_MS, begunAt + durationMs - clock.now()));
      const now = clock.now();
      if (denied || now - begunAt < WHILE_IT_RUNS_MS) continue;
      const missing = missingOf(printedAt.filter((at) => now - at >= WHILE_IT_RUNS_MS).length);
      if (missing > 0) throw new Error(`${missing} lines waited beside a function that had run for ${now - begunAt} ms`);
    }
    const told: Array<[string, unknown]> = [done(`r${id}`), report(`r${id}`)];
    if (isReleased) {
      untold = told;
    } else {
      await clock.advance(BUFFERING_MS);
      post(...told);
      for (let ms = 0; !isReleased; ms++) {
        if (ms > 5_000) throw new Error('the invocation was held for 5 s');
        await clock.advance(1);
      }
    }
    if (sinceDenied === INVOCATIONS_UNTIL_WHOLE - 1 && missingOf(printedWhileDenied) > 0) throw new Error('the stream is not whole after 3 invocations');
    if (denied) continue;
    if (missingOf(old) > 0) throw new Error(`${missingOf(old)} lines had waited for ${AT_INVOKE_MS} ms before an invocation, and still wait after it`);
    if (strategy === 'end-of-invocation' && missingOf(printedAt.length) > 0) throw new Error('a line waits in a frozen process');
  }
  kinesis.failure = undefined;
  const over = shutdown();
  await clock.advance(2_000);
  await over;
  expect(missingOf(printedAt.length)).toBe(0);
}

describe.each(['adaptive', 'end-of-invocation'])('with %s, whatever the traffic', (strategy) => {
  const latency = fc.constantFrom(5, 30, 150);

  test('no line waits for longer than docs/delivery.md says', async () => {
    await fc.assert(fc.asyncProperty(latency, lives(), (latencyMs, life) => play(strategy, latencyMs, life)), { numRuns: 30, seed: 1 });
  });

  test('the stream is whole three invocations after denied calls', async () => {
    const denied = fc.record({ from: fc.integer({ min: 1, max: 40 }), count: fc.integer({ min: 1, max: 12 }) });
    await fc.assert(fc.asyncProperty(latency, lives(LEAST_PAUSE_MS), denied, (latencyMs, life, when) => play(strategy, latencyMs, life, when)),
      { numRuns: 30, seed: 1 });
  });
});
