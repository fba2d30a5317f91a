import { hostileBody } from './hostile-bodies';
import type { Scenario } from './scenario';
import { postTelemetry } from '../rig/post-telemetry';
import type { Rig } from '../rig/rig';

const AT_ONCE = 16;
const ROUNDS = 10;
/** Bodies of megabytes, sixteen at a time, are garbage before they are collected. */
const HOSTILE_PEAK_MB = 160;

async function postHostile(rig: Rig, count: number): Promise<void> {
  const port = rig.extension.telemetryPort ?? 0;
  let left = count;
  const worker = async () => {
    while (left-- > 0) {
      const { kind, body, headers } = hostileBody(rig.random);
      const answer = await postTelemetry(port, body, headers);
      if (answer !== 200) rig.problems.push(`a body that is ${kind} was answered with ${answer}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/** @param growthMB what the process may hold more at the end than at half time, which is when V8's heap has found its size */
const hostileBodies = (name: string, form: Scenario['form'], count: number, growthMB: number): Scenario => ({
  name,
  shows: `${count} hostile POST bodies, in parallel: no crash, no growth, and what is sent after them arrives`,
  form,
  alone: true,
  target: 'sink',
  expect: { peakRssMB: HOSTILE_PEAK_MB },
  play: async (rig) => {
    await rig.traffic(2);
    const sizes: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      await rig.during(() => postHostile(rig, count / ROUNDS));
      sizes.push(rig.rssMB);
    }
    const [halfTime, end] = [sizes[ROUNDS / 2 - 1], sizes[ROUNDS - 1]];
    Object.assign(rig.figures, { hostileBodies: count, rssHalfTimeMB: halfTime, rssEndMB: end });
    if (end > halfTime + growthMB) rig.problems.push(`memory grew from ${halfTime} to ${end} MB`);
    await rig.traffic(3, { print: 'after them' });
  },
});

/** What comes to the extension's own listener. */
export const TELEMETRY: readonly Scenario[] = [
  hostileBodies('hostile-bodies', 'quick', 10_000, 24),
  hostileBodies('hostile-bodies-for-long', 'long', 120_000, 10),
  {
    name: 'hostile-function',
    shows: 'the function itself posts nonsense to the listener',
    form: 'quick',
    play: async (rig) => {
      await rig.traffic(1);
      const port = rig.extension.telemetryPort ?? 0;
      const posts = Array.from({ length: 200 }, () => ({ port, body: hostileBody(rig.random).body.toString('latin1').slice(0, 100_000) }));
      await rig.invoke({ posts });
      await rig.traffic(2);
    },
  },
  {
    name: 'oversized-events',
    shows: 'events above the limit of a record are sent shortened, and stop nothing behind them',
    form: 'quick',
    play: async (rig) => {
      await rig.traffic(1);
      await rig.during(() => rig.inject([
        { time: new Date().toISOString(), type: 'function', record: 'x'.repeat(1_500_000) },
        { time: new Date().toISOString(), type: 'function', record: 'behind it' },
      ]));
      await rig.traffic(2);
    },
  },
  {
    name: 'lambda-sends-again',
    shows: 'Lambda loses answers and posts the same events again: they have numbers of their own, and none is lost',
    form: 'quick',
    options: { telemetry: { fault: ({ batch, attempt }) => batch % 3 === 0 && attempt === 1 ? 'lose-answer' : undefined } },
    expect: { inOrder: true },
    play: (rig) => rig.traffic(6, { lines: 50 }),
  },
  {
    name: 'lambda-never-posts',
    shows: 'no telemetry comes any more, nor platform.runtimeDone: that is waited for once, not with every invocation',
    form: 'quick',
    function: { timeoutMs: 2_000 },
    options: { telemetry: { fault: ({ batch }) => batch > 3 ? 'refuse' : undefined, maxAttempts: 1_000 } },
    // The function may go on until its time-out for all that the extension can know.
    expect: { mayDrop: true, laterHoldMs: 250, longestHoldMs: 2_000 },
    play: (rig) => rig.traffic(7, { lines: 3 }),
  },
  {
    name: 'lambda-cannot-post',
    shows: 'posts fail now and then, and come late: nothing is missing',
    form: 'long',
    options: { telemetry: { fault: ({ batch, attempt }) => batch % 4 === 1 && attempt < 3 ? 'refuse' : undefined } },
    play: (rig) => rig.traffic(6, { lines: 50 }),
  },
];
