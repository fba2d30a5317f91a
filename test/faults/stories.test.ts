import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Played, Theatre } from './play';
import { CircuitBreaker } from '../../extension-src/delivery/circuit-breaker';
import { KinesisTelemetryExtension } from '../../src';
import { newFunction, newStack } from '../construct/fixtures';
import { FakeClock } from '../extension/fake-clock';

// What users of other extensions suffered from, one test a story: issues of public projects, listed by project and number.

const ROOT = resolve(__dirname, '../..');
const LAUNCHER = resolve(ROOT, 'extension-src/kinesis-telemetry-extension.sh');
const SERVICE_UNAVAILABLE = { call: { kind: 'error', error: 'ServiceUnavailable' } } as const;

let theatre: Theatre;

beforeAll(async () => { theatre = await Theatre.open(); });
afterAll(() => theatre.close());

function kept({ problems, unaccounted }: Played): void {
  expect(problems).toEqual([]);
  expect(unaccounted).toBe(0);
}

test('1. memory that grows to the limit, and then hangs (axiom-lambda-extension#48)', async () => {
  const played = await theatre.play({
    settings: { BUFFER_MAX_BYTES: String(2 * 1024 * 1024) },
    faults: SERVICE_UNAVAILABLE,
    expect: { mayDrop: true, peakRssMB: 110 },
    play: async (rig) => {
      await rig.traffic(8, { lines: 1_000, length: 500 });
      rig.proxy.faults = {};
      await rig.traffic(2);
    },
  });
  kept(played);
  expect(played.dropped).toBeGreaterThan(1_000);
  expect(played.envelopes.some(({ type }) => type === 'telemetry.dropped')).toBe(true);
});

describe('2. an outage of the backend', () => {
  test('multiplies durations and holds a full time-out each time (datadog-lambda-extension#131, newrelic-lambda-layers#202, honeycomb-lambda-extension#97)', async () => {
    const played = await theatre.play('hang-for-ever', 'nodejs24.x');
    kept(played);
    expect(played.invocations).toBe(20);
    expect(played.holdMeanMs).toBeLessThanOrEqual(played.flushTimeoutMs / 10);
  });

  test('refuses connections: nothing is held from the second invocation on', async () => {
    const played = await theatre.play('connection-refused');
    kept(played);
    expect(played.holdLaterMs).toBeLessThanOrEqual(2);
  });

  test('lets a function of 2 ms time out (datadog-lambda-extension#521)', async () => {
    kept(await theatre.play({
      function: { timeoutMs: 1_000 },
      settings: { FLUSH_TIMEOUT_MS: '30000' },
      faults: { call: { kind: 'hang' } },
      expect: { mayDrop: true },
      play: (rig) => rig.traffic(3),
    }));
  });
});

test('3. pooled sockets that are stale after a freeze (datadog-lambda-extension PR 1248, aws-sdk-js-v3#1196)', async () => {
  kept(await theatre.play('stale-sockets', 'nodejs24.x'));
});

test('4. logs that arrive only when the environment goes away (datadog-lambda-extension#29, aws-lambda-extensions#50, #76)', async () => {
  let beforeShutdown = 0;
  const played = await theatre.play({
    settings: { FLUSH_STRATEGY: 'adaptive' },
    play: async (rig) => {
      await rig.invoke({ print: 'soon' });
      beforeShutdown = rig.oracle.arrivedCount;
      expect(beforeShutdown).toBe(rig.environment.telemetry.deliveredTo('kinesis-telemetry-extension').length);
    },
  });
  kept(played);
  expect(beforeShutdown).toBeGreaterThan(5);
});

test('5. logs of the first invocation, and of the init before it, that are missing (aws-lambda-extensions#55)', async () => {
  const played = await theatre.play({ play: async (rig) => { await rig.invoke({ print: 'the very first line' }); } }, 'nodejs24.x');
  kept(played);
  expect(played.envelopes.map(({ type }) => type)).toEqual(expect.arrayContaining(['platform.initStart', 'platform.initReport', 'platform.start']));
  expect(JSON.stringify(played.envelopes)).toContain('the very first line');
});

describe('6. logs that are lost', () => {
  test('on a time-out of the function (datadog-lambda-extension#89)', async () => {
    const played = await theatre.play({
      function: { timeoutMs: 700 },
      play: async (rig) => { await rig.invoke({ print: 'last words', hangs: true }, { status: 'timeout' }); },
    });
    kept(played);
    expect(JSON.stringify(played.envelopes)).toContain('last words');
    expect(JSON.stringify(played.envelopes)).toContain('Task timed out after 0.70 seconds');
  });

  test('on running out of memory (datadog-lambda-extension#187)', async () => {
    const played = await theatre.play('out-of-memory', 'nodejs24.x');
    kept(played);
    expect(JSON.stringify(played.envelopes)).toContain('last words');
  });
});

test('7. duplicates after a freeze in the middle of a send (honeycomb-lambda-extension#140): they have the same sequence numbers', async () => {
  const played = await theatre.play({
    settings: { FLUSH_STRATEGY: 'periodic', DISPATCH_THRESHOLD: '5' },
    expect: { inOrder: true },
    play: async (rig) => {
      rig.proxy.next({}, { latencyMs: 300, call: { kind: 'reset', delivered: true } });
      await rig.traffic(2, { lines: 20, waitMs: 60 });
      await rig.pause(600);
      await rig.traffic(2, { lines: 20, waitMs: 60 });
    },
  });
  kept(played);
  expect(played.duplicated).toBeGreaterThan(0);
  const contents = new Map(played.envelopes.map((envelope) => [envelope.sequence, JSON.stringify(envelope)]));
  for (const envelope of played.envelopes) expect(JSON.stringify(envelope)).toBe(contents.get(envelope.sequence));
});

test('8. a wrong request id after a retry (newrelic-lambda-extension#386)', async () => {
  const requestIds: string[] = [];
  const played = await theatre.play({
    options: { telemetry: { fault: ({ batch, attempt }) => batch % 2 === 0 && attempt === 1 ? 'lose-answer' : undefined } },
    faults: { recordFailureRate: 0.3 },
    play: async (rig) => {
      for (let i = 0; i < 5; i++) requestIds.push((await rig.invoke({ print: `invocation ${i}` })).requestId);
    },
  }, 'nodejs24.x');
  kept(played);
  for (const { type, record, requestId } of played.envelopes) {
    const number = type === 'function' ? /invocation (\d)/.exec(String(record))?.[1] : undefined;
    // Where it is not certain it is left out; it is never another's.
    if (number !== undefined && requestId !== undefined) expect(requestId).toBe(requestIds[Number(number)]);
  }
});

describe('9. waiting out the time-out for a signal that never comes (newrelic-lambda-extension#341, #205)', () => {
  test('where the Telemetry API is not supported', async () => {
    const played = await theatre.play({ options: { telemetry: { supported: false } }, play: (rig) => rig.traffic(3) });
    kept(played);
    expect(played.holdMaxMs).toBeLessThan(250);
  });

  test('where telemetry stops coming: it is waited for once, not with every invocation', async () => {
    const played = await theatre.play({
      function: { timeoutMs: 1_000 },
      options: { telemetry: { fault: ({ batch }) => batch > 2 ? 'refuse' : undefined, maxAttempts: 1_000 } },
      expect: { mayDrop: true, laterHoldMs: 100 },
      play: (rig) => rig.traffic(6),
    });
    expect(played.problems).toEqual([]);
  });

  test('where the last platform.report never comes', async () => {
    const played = await theatre.play({
      function: { timeoutMs: 500 },
      options: { telemetry: { reportAfterReset: 'never' } },
      play: async (rig) => {
        await rig.invoke({ hangs: true }, { status: 'timeout' });
        const { durationMs } = await rig.environment.shutdown();
        expect(durationMs).toBeLessThan(1_000);
      },
    }, 'nodejs24.x');
    kept(played);
  });
});

test("10. a configuration error that crashes the customer's function (datadog-lambda-extension#263)", async () => {
  const played = await theatre.play({
    settings: { STREAM_ARN: 'nonsense', BUFFERING_TIMEOUT_MS: 'soon', FLUSH_STRATEGY: 'never' },
    play: async (rig) => {
      await rig.traffic(3);
      const [line, ...more] = rig.extension.output.map(({ text }) => text);
      for (const wrong of [/STREAM_ARN must be .*, got "nonsense"/, /FLUSH_STRATEGY must be .*, got "never"/, /BUFFERING_TIMEOUT_MS must be .*, got "soon"/]) {
        expect(line).toMatch(wrong);
      }
      expect(more).toEqual([]);
    },
  });
  expect(played.problems).toEqual([]);
  expect(played.invocations).toBe(3);
});

test('11. the last platform.report, which comes after everything, lost (apm-aws-lambda#334, #360)', async () => {
  let last = '';
  const played = await theatre.play({
    settings: { FLUSH_STRATEGY: 'adaptive' },
    play: async (rig) => {
      await rig.traffic(2);
      ({ requestId: last } = await rig.invoke({}));
    },
  }, 'nodejs24.x');
  kept(played);
  expect(played.envelopes.filter(({ type, requestId }) => type === 'platform.report' && requestId === last)).toHaveLength(1);
});

test('12. the JSON log format, silently mis-parsed (honeycomb-lambda-extension PR 173, opentelemetry-lambda#2173)', async () => {
  const played = await theatre.play({
    function: { logFormat: 'JSON' },
    play: async (rig) => { await rig.invoke({ print: { order: 7, nested: { text: '"\\\n🎉' } } }); },
  });
  kept(played);
  const logs = played.envelopes.filter(({ type }) => type === 'function');
  expect(logs).toHaveLength(1);
  expect(logs[0].record).toMatchObject({ level: 'INFO', message: { order: 7, nested: { text: '"\\\n🎉' } } });
});

describe('13. a runtime without Node (aws-lambda-extensions#69)', () => {
  test('is an error at synth that says what to do', () => {
    const stack = newStack();
    const fn = newFunction(stack, 'Function', { runtime: lambda.Runtime.PYTHON_3_13, code: lambda.Code.fromAsset(__dirname) });
    expect(() => new KinesisTelemetryExtension(stack, 'Telemetry').attachTo(fn)).toThrow(/python3\.13: the extension needs Node\.js/);
  });

  test('is named by the launcher where the layer was attached by hand, instead of a puzzle about env', () => {
    const { stdout } = spawnSync('/bin/sh', [LAUNCHER], { env: { PATH: '/nowhere' }, encoding: 'utf8' });
    expect(stdout).toMatch(/streams nothing: this runtime has no Node\.js, which the extension needs\. Remove the layer, or use a Node\.js runtime/);
  });
});

test("14. Windows' line ends in a launcher (aws-lambda-extensions#54)", () => {
  const script = readFileSync(LAUNCHER, 'latin1');
  expect(script).toMatch(/^#!\/bin\/sh\n/);
  expect(script).not.toContain('\r');
  // Not even on a checkout that converts them.
  const attributes = execFileSync('git', ['check-attr', 'text', 'eol', '--', 'extension-src/kinesis-telemetry-extension.sh'], { cwd: ROOT, encoding: 'utf8' });
  expect(attributes).toContain('eol: lf');
});

test('15. Managed Instances that refuse INVOKE (honeycomb-lambda-extension PR 170)', async () => {
  const played = await theatre.play({
    function: { initializationType: 'lambda-managed-instances' },
    play: async (rig) => {
      expect(await rig.environment.init()).toMatchObject({ status: 'success' });
      await Promise.all([1, 2, 3].map((number) => rig.invoke({ print: `concurrent ${number}` })));
    },
  }, 'nodejs24.x');
  kept(played);
  expect(JSON.stringify(played.envelopes)).toContain('concurrent 3');
});

test('16. a single record above the limit, which stalls the head of the queue or recurses for ever', async () => {
  const played = await theatre.play('oversized-events');
  kept(played);
  expect(JSON.stringify(played.envelopes)).toContain('behind it');
});

test('17. requeueing into a bounded queue, which deadlocks', async () => {
  const played = await theatre.play({
    settings: { BUFFER_MAX_BYTES: String(2 * 1024 * 1024), FLUSH_TIMEOUT_MS: '200' },
    faults: { recordFailureRate: 0.9 },
    expect: { mayDrop: true },
    play: async (rig) => {
      // The queue is full, and nine of ten records of each call come back into it.
      await rig.traffic(6, { lines: 2_000, length: 500 });
      rig.proxy.faults = {};
      await rig.traffic(3, { print: 'afterwards' }, 300);
    },
  }, 'nodejs24.x');
  kept(played);
  expect(played.envelopes.filter(({ record }) => String(record).includes('afterwards'))).toHaveLength(3);
});

describe('18. a breaker that keeps its lock', () => {
  test('after any number of failures there is another attempt, within a minute', () => {
    const clock = new FakeClock();
    const breaker = new CircuitBreaker(() => clock.now());
    for (let failure = 0; failure < 1_000; failure++) {
      breaker.failed();
      clock.jump(61_000);
      expect(breaker.allowsCall).toBe(true);
    }
    breaker.succeeded();
    expect(breaker.isClosed).toBe(true);
  });

  test('and when Kinesis is back, telemetry flows again without a new environment', async () => {
    let recovered = 0;
    const played = await theatre.play({
      expect: { inOrder: true },
      play: async (rig) => {
        await rig.proxy.refuse();
        await rig.traffic(3);
        await rig.proxy.accept();
        await rig.pause(1_200);
        await rig.traffic(3, { waitMs: 100 });
        recovered = rig.oracle.arrivedCount;
      },
    });
    kept(played);
    expect(recovered).toBeGreaterThan(20);
  });
});
