import { hostileBody } from '../hostile-bodies';
import { postTelemetry } from '../post-telemetry';
import type { Rig } from '../rig';
import type { Scenario } from '../scenario';

const HOSTILE_BODIES = 10_000;
const AT_ONCE = 16;
/** What the process may hold more after the last body than after the first tenth of them. */
const GROWTH_MB = 16;

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

/** What comes to the extension's own listener. */
export const TELEMETRY: readonly Scenario[] = [
  {
    name: 'hostile-bodies',
    shows: '10,000 hostile POST bodies, in parallel: no crash, no growth, and what is sent after them arrives',
    form: 'quick',
    play: async (rig) => {
      await rig.traffic(2);
      await rig.during(() => postHostile(rig, HOSTILE_BODIES / 10));
      const before = rig.rssMB;
      await rig.during(() => postHostile(rig, HOSTILE_BODIES * 9 / 10));
      const after = rig.rssMB;
      rig.figures.hostileBodies = HOSTILE_BODIES;
      rig.figures.rssBeforeMB = before;
      rig.figures.rssAfterMB = after;
      if (after > before + GROWTH_MB) rig.problems.push(`memory grew from ${before} to ${after} MB`);
      await rig.traffic(3, { print: 'after them' });
    },
  },
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
    name: 'lambda-cannot-post',
    shows: 'posts fail now and then, and come late: nothing is missing',
    form: 'long',
    options: { telemetry: { fault: ({ batch, attempt }) => batch % 4 === 1 && attempt < 3 ? 'refuse' : undefined } },
    play: (rig) => rig.traffic(6, { lines: 50 }),
  },
];
