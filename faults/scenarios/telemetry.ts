import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { hostileBody } from './hostile-bodies';
import type { Scenario } from './scenario';
import { postTelemetry } from '../rig/post-telemetry';
import { EXTENSION } from '../rig/rig';
import type { Rig } from '../rig/rig';

const AT_ONCE = 16;
const ROUNDS = 10;
/** Sixteen bodies of some megabytes at a time become garbage faster than it is collected. */
const HOSTILE_PEAK_MB = 160;
/** A tenth of the bodies is posted in each invocation, which takes long on a busy machine. */
const HOSTILE_TIMEOUT_MS = 120_000;

async function postHostile(rig: Rig, count: number): Promise<void> {
  const port = rig.extension.telemetryPort ?? 0;
  let left = count;
  // Of unfinished bodies of more than 8 MiB in all the extension closes the oldest. Such bodies are therefore posted one by one.
  let hugeTurn: Promise<unknown> = Promise.resolve();
  const worker = async () => {
    while (left-- > 0) {
      const { kind, body, headers } = hostileBody(rig.random);
      const posted = kind === 'huge' ? hugeTurn.then(() => postTelemetry(port, body, headers)) : postTelemetry(port, body, headers);
      if (kind === 'huge') hugeTurn = posted;
      const answer = await posted;
      if (answer !== 200) rig.problems.push(`the extension answered a body of kind "${kind}" with ${answer}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/** @param growthMB the maximum growth of memory in the second half, when V8's heap has reached its size */
const hostileBodies = (name: string, form: Scenario['form'], count: number, growthMB: number): Scenario => ({
  name,
  shows: `${count} hostile POST bodies, in parallel: no crash, no memory growth, and later events arrive`,
  form,
  alone: true,
  target: 'sink',
  function: { timeoutMs: HOSTILE_TIMEOUT_MS },
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

/** Each level is two bytes of the event, and a frame on the stack of whoever walks through it. */
const NESTED_LEVELS = 600_000;

/** Sends the headers and the first part of a body. Resolves when the part has been sent, or when the connection has been closed. */
function beginBody(port: number): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const settle = () => resolve(socket);
    socket.once('error', settle).once('close', settle);
    socket.write('POST / HTTP/1.1\r\nHost: sandbox.localdomain\r\nContent-Length: 3000000\r\n\r\n');
    socket.write(Buffer.alloc(2_000_000, '['), settle);
  });
}

/** Faults in the requests to the extension's telemetry listener. */
export const TELEMETRY: readonly Scenario[] = [
  hostileBodies('hostile-bodies', 'quick', 10_000, 24),
  hostileBodies('hostile-bodies-for-long', 'long', 120_000, 10),
  {
    name: 'hostile-function',
    shows: 'the function itself posts invalid bodies to the listener',
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
    shows: 'events above the size limit of a record are truncated, and later events arrive',
    form: 'quick',
    // The embedded Kinesis takes a second for a record of 1 MiB on a busy machine.
    target: 'sink',
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
    name: 'deeply-nested-event',
    shows: 'an event above the size limit is nested more deeply than an engine parses: it is truncated, and the rest of its body arrives',
    form: 'quick',
    // As above.
    target: 'sink',
    play: async (rig) => {
      await rig.traffic(1);
      const event = (record: string) => `{"time":"${new Date().toISOString()}","type":"function","record":${record}}`;
      const nested = `${'['.repeat(NESTED_LEVELS)}${']'.repeat(NESTED_LEVELS)}`;
      await rig.during(() => rig.injectText(`[${event('"before"')},${event(nested)},${event('"behind it"')}]`, 3));
      await rig.traffic(2);
    },
  },
  {
    name: 'unfinished-bodies',
    shows: 'the function begins 200 bodies of 2 MB and ends none: memory is bounded, and later events arrive',
    form: 'quick',
    alone: true,
    target: 'sink',
    // Abandoned bodies become garbage faster than it is collected. Without a bound it would be over 300 MB.
    expect: { peakRssMB: 200 },
    play: async (rig) => {
      await rig.traffic(2);
      const sockets: Socket[] = [];
      const before = rig.rssMB;
      await rig.during(async () => {
        for (let i = 0; i < 200; i++) sockets.push(await beginBody(rig.extension.telemetryPort ?? 0));
      });
      Object.assign(rig.figures, { growthMB: Math.round(rig.rssMB - before) });
      await rig.traffic(3);
      sockets.forEach((socket) => socket.destroy());
    },
  },
  {
    name: 'lambda-sends-again',
    shows: 'Lambda loses responses and posts events again: the extension recognizes them, and each event has one sequence number',
    form: 'quick',
    target: 'sink',
    options: { telemetry: { fault: ({ batch, attempt }) => batch % 3 === 0 && attempt === 1 ? 'lose-answer' : undefined } },
    expect: { inOrder: true },
    play: async (rig) => {
      await rig.traffic(6, { lines: 50 });
      await rig.shutdown();
      const received = rig.environment.telemetry.deliveredTo(EXTENSION);
      const repeated = received.filter(({ deliveries }) => deliveries.some(({ acknowledged }) => acknowledged > 1)).length;
      if (repeated < 50) rig.problems.push(`Lambda must repeat many events, repeated ${repeated}`);
      // And the summary.
      const surplus = rig.oracle.arrivedCount - received.length - 1;
      if (surplus !== 0) rig.problems.push(`${surplus} more sequence numbers than events`);
    },
  },
  {
    name: 'lambda-never-posts',
    shows: 'Lambda stops posting telemetry, including platform.runtimeDone: only one invocation waits for it',
    form: 'quick',
    function: { timeoutMs: 2_000 },
    options: { telemetry: { fault: ({ batch }) => batch > 3 ? 'refuse' : undefined, maxAttempts: 1_000 } },
    // The extension cannot know whether the function still runs, so it may wait until the function timeout.
    expect: { mayDrop: true, laterHoldMs: 250, longestHoldMs: 3_000 },
    play: (rig) => rig.traffic(7, { lines: 3 }),
  },
  {
    name: 'lambda-cannot-post',
    shows: 'some posts fail and are repeated late: no event is missing',
    form: 'long',
    options: { telemetry: { fault: ({ batch, attempt }) => batch % 4 === 1 && attempt < 3 ? 'refuse' : undefined } },
    play: (rig) => rig.traffic(6, { lines: 50 }),
  },
];
