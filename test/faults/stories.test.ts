import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { PATIENCE_MS, ScenarioRun, ScenarioRunner } from './scenario-runner';
import { CircuitBreaker } from '../../extension-src/delivery/circuit-breaker';
import type { Rig } from '../../faults/rig/rig';
import { ExtensionHost, KinesisTelemetryExtension } from '../../src';
import { newFunction, newStack } from '../construct/fixtures';
import { FakeClock } from '../extension/fake-clock';

// Problems that users of other extensions reported, with project and issue number. The tests show that this extension does not have them.

const ROOT = resolve(__dirname, '../..');
const LAUNCHER = resolve(ROOT, 'extension-src/kinesis-telemetry-extension.sh');
const SERVICE_UNAVAILABLE = { call: { kind: 'error', error: 'ServiceUnavailable' } } as const;

let runner: ScenarioRunner;

beforeAll(async () => { runner = await ScenarioRunner.open(); });
afterAll(() => runner.close());

function kept({ problems, unaccounted }: ScenarioRun): void {
  expect(problems).toEqual([]);
  expect(unaccounted).toBe(0);
}

/** Invokes a function that prints and hangs, and lets its time be over when it has printed. */
async function timedOut(rig: Rig, event: { print: string; hangs: true }): Promise<void> {
  const hung = rig.invoke(event, { status: 'timeout' });
  await rig.environment.telemetry.waitUntil((journal) => journal.ofType('function').length > 0);
  rig.environment.timeOut();
  await hung;
}

test('1. memory that grows to the limit, and then a hang (axiom-lambda-extension#48)', async () => {
  const run = await runner.run({
    settings: { BUFFER_MAX_BYTES: String(2 * 1024 * 1024) },
    faults: SERVICE_UNAVAILABLE,
    expect: { mayDrop: true, peakRssMB: 110 },
    options: { shutdownMs: PATIENCE_MS },
    play: async (rig) => {
      await rig.traffic(8, { lines: 1_000, length: 500 });
      rig.proxy.faults = {};
      await rig.traffic(2);
    },
  });
  kept(run);
  expect(run.dropped).toBeGreaterThan(1_000);
  expect(run.envelopes.some(({ type }) => type === 'telemetry.dropped')).toBe(true);
});

describe('2. an outage of the backend', () => {
  test('multiplies durations, because every invocation is held for the full timeout (datadog-lambda-extension#131, newrelic-lambda-layers#202, honeycomb-lambda-extension#97)', async () => {
    const run = await runner.run('hang-for-ever', 'nodejs24.x');
    kept(run);
    expect(run.invocations).toBe(20);
    expect(run.holdLaterMs).toBeLessThan(run.flushTimeoutMs / 2);
  });

  test('refuses connections: no invocation is held from the second one on', async () => {
    const run = await runner.run('connection-refused');
    kept(run);
    expect(run.holdLaterMs).toBeLessThan(run.flushTimeoutMs / 2);
  });

  test('makes a function of 2 ms time out (datadog-lambda-extension#521)', async () => {
    const run = await runner.run({
      function: { timeoutMs: 1_000 },
      settings: { FLUSH_TIMEOUT_MS: '30000' },
      faults: { call: { kind: 'hang' } },
      expect: { mayDrop: true },
      play: (rig) => rig.traffic(3),
    });
    kept(run);
    expect(run.holdMaxMs).toBeLessThan(run.flushTimeoutMs / 2);
  });
});

test('3. pooled connections that are closed after a freeze (datadog-lambda-extension PR 1248, aws-sdk-js-v3#1196)', async () => {
  // A call on a dead connection would end after three seconds; the scenario allows a quarter of the flush timeout.
  kept(await runner.run('stale-sockets', 'nodejs24.x', { FLUSH_TIMEOUT_MS: '10000' }));
});

test('4. logs that arrive only when the environment shuts down (datadog-lambda-extension#29, aws-lambda-extensions#50, #76)', async () => {
  let beforeShutdown = 0;
  const run = await runner.run({
    settings: { FLUSH_STRATEGY: 'adaptive', FLUSH_TIMEOUT_MS: '30000' },
    play: async (rig) => {
      await rig.invoke({ print: 'soon' });
      beforeShutdown = rig.oracle.arrivedCount;
      expect(beforeShutdown).toBe(rig.environment.telemetry.deliveredTo('kinesis-telemetry-extension').length);
    },
  });
  kept(run);
  expect(beforeShutdown).toBeGreaterThan(5);
});

test('5. missing logs of the init phase and the first invocation (aws-lambda-extensions#55)', async () => {
  const run = await runner.run({ play: async (rig) => { await rig.invoke({ print: 'the very first line' }); } }, 'nodejs24.x');
  kept(run);
  expect(run.envelopes.map(({ type }) => type)).toEqual(expect.arrayContaining(['platform.initStart', 'platform.initReport', 'platform.start']));
  expect(JSON.stringify(run.envelopes)).toContain('the very first line');
});

describe('6. lost logs', () => {
  test('when the function times out (datadog-lambda-extension#89)', async () => {
    const run = await runner.run({
      function: { timeoutMs: 700 },
      play: (rig) => timedOut(rig, { print: 'last words', hangs: true }),
    });
    kept(run);
    expect(JSON.stringify(run.envelopes)).toContain('last words');
    expect(JSON.stringify(run.envelopes)).toContain('Task timed out after 0.70 seconds');
  });

  test('when the function runs out of memory (datadog-lambda-extension#187)', async () => {
    const run = await runner.run('out-of-memory', 'nodejs24.x');
    kept(run);
    expect(JSON.stringify(run.envelopes)).toContain('last words');
  });
});

test('7. duplicates after a freeze during a call (honeycomb-lambda-extension#140): they have the same sequence numbers', async () => {
  const run = await runner.run({
    settings: { FLUSH_STRATEGY: 'periodic', DISPATCH_THRESHOLD: '5' },
    expect: { inOrder: true },
    play: async (rig) => {
      rig.proxy.next({}, { latencyMs: 300, call: { kind: 'reset', delivered: true } });
      await rig.traffic(2, { lines: 20, waitMs: 60 });
      await rig.pause(600);
      await rig.traffic(2, { lines: 20, waitMs: 60 });
    },
  });
  kept(run);
  expect(run.duplicated).toBeGreaterThan(0);
  const contents = new Map(run.envelopes.map((envelope) => [envelope.sequence, JSON.stringify(envelope)]));
  for (const envelope of run.envelopes) expect(JSON.stringify(envelope)).toBe(contents.get(envelope.sequence));
});

test('8. a wrong request id after a retry (newrelic-lambda-extension#386)', async () => {
  const requestIds: string[] = [];
  const run = await runner.run({
    options: { telemetry: { fault: ({ batch, attempt }) => batch % 2 === 0 && attempt === 1 ? 'lose-answer' : undefined } },
    faults: { recordFailureRate: 0.3 },
    play: async (rig) => {
      for (let i = 0; i < 5; i++) requestIds.push((await rig.invoke({ print: `invocation ${i}` })).requestId);
    },
  }, 'nodejs24.x');
  kept(run);
  for (const { type, record, requestId } of run.envelopes) {
    const number = type === 'function' ? /invocation (\d)/.exec(String(record))?.[1] : undefined;
    // It may be absent if the extension does not know it, but it is never the id of another invocation.
    if (number !== undefined && requestId !== undefined) expect(requestId).toBe(requestIds[Number(number)]);
  }
});

describe('9. waiting until the timeout for a signal that never arrives (newrelic-lambda-extension#341, #205)', () => {
  test('if the Telemetry API is not supported', async () => {
    const run = await runner.run({
      settings: { FLUSH_TIMEOUT_MS: '30000' }, options: { telemetry: { supported: false } }, play: (rig) => rig.traffic(3),
    });
    kept(run);
    expect(run.holdMaxMs).toBeLessThan(run.flushTimeoutMs / 2);
  });

  test('if Lambda stops posting telemetry: only one invocation waits', async () => {
    const timeoutMs = 1_000;
    const run = await runner.run({
      function: { timeoutMs },
      options: { telemetry: { fault: ({ batch }) => batch > 2 ? 'refuse' : undefined, maxAttempts: 1_000 } },
      expect: { mayDrop: true },
      play: (rig) => rig.traffic(6),
    });
    expect(run.problems).toEqual([]);
    expect(run.holdLaterMs).toBeLessThan(timeoutMs / 2);
  });

  test('if the last platform.report never arrives', async () => {
    const shutdownMs = 60_000;
    const run = await runner.run({
      options: { shutdownMs, telemetry: { reportAfterReset: 'never' } },
      play: async (rig) => {
        const startedAt = performance.now();
        await timedOut(rig, { print: 'x', hangs: true });
        expect(performance.now() - startedAt).toBeLessThan(shutdownMs / 2);
      },
    }, 'nodejs24.x');
    kept(run);
  });
});

test('10. a configuration error that crashes the function (datadog-lambda-extension#263)', async () => {
  const run = await runner.run({
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
  expect(run.problems).toEqual([]);
  expect(run.invocations).toBe(3);
});

test('11. the last platform.report, which arrives after all other events, is lost (apm-aws-lambda#334, #360)', async () => {
  let last = '';
  const run = await runner.run({
    settings: { FLUSH_STRATEGY: 'adaptive' },
    play: async (rig) => {
      await rig.traffic(2);
      ({ requestId: last } = await rig.invoke({}));
    },
  }, 'nodejs24.x');
  kept(run);
  expect(run.envelopes.filter(({ type, requestId }) => type === 'platform.report' && requestId === last)).toHaveLength(1);
});

test('12. the JSON log format is parsed wrongly without an error (honeycomb-lambda-extension PR 173, opentelemetry-lambda#2173)', async () => {
  const run = await runner.run({
    function: { logFormat: 'JSON' },
    play: async (rig) => { await rig.invoke({ print: { order: 7, nested: { text: '"\\\n🎉' } } }); },
  });
  kept(run);
  const logs = run.envelopes.filter(({ type }) => type === 'function');
  expect(logs).toHaveLength(1);
  expect(logs[0].record).toMatchObject({ level: 'INFO', message: { order: 7, nested: { text: '"\\\n🎉' } } });
});

describe('13. a runtime without Node.js (aws-lambda-extensions#69)', () => {
  const python = (stack: ReturnType<typeof newStack>) => newFunction(stack, 'Function', { runtime: lambda.Runtime.PYTHON_3_13, code: lambda.Code.fromAsset(__dirname) });

  test('needs none', () => {
    const stack = newStack();
    expect(() => new KinesisTelemetryExtension(stack, 'Telemetry').attachTo(python(stack))).not.toThrow();
  });

  test('is an error at synth time that says what to do, if the extension shall run on Node.js', () => {
    const stack = newStack();
    const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry', { extensionHost: ExtensionHost.NODEJS });
    expect(() => telemetry.attachTo(python(stack))).toThrow(/runs on python3\.13: .* must be nodejs22\.x or newer\. Remove extensionHost for this function/);
  });

  test('is named in the launcher\'s log if the layer was attached by hand and has no native host, instead of an error about env', () => {
    const { stdout } = spawnSync('/bin/sh', [LAUNCHER], { env: { PATH: '/nowhere' }, encoding: 'utf8' });
    expect(stdout).toMatch(/streams nothing: this layer has no native host for .*, and this runtime has no Node\.js\. Build the layer with Rust, or remove it/);
  });
});

test('14. Windows line endings in a launcher (aws-lambda-extensions#54)', () => {
  const script = readFileSync(LAUNCHER, 'latin1');
  expect(script).toMatch(/^#!\/bin\/sh\n/);
  expect(script).not.toContain('\r');
  // Also on a checkout that converts line endings.
  const attributes = execFileSync('git', ['check-attr', 'text', 'eol', '--', 'extension-src/kinesis-telemetry-extension.sh'], { cwd: ROOT, encoding: 'utf8' });
  expect(attributes).toContain('eol: lf');
});

test('15. an extension that registers for INVOKE, which Managed Instances reject (honeycomb-lambda-extension PR 170)', async () => {
  const run = await runner.run({
    function: { initializationType: 'lambda-managed-instances' },
    play: async (rig) => {
      expect(await rig.environment.init()).toMatchObject({ status: 'success' });
      await Promise.all([1, 2, 3].map((number) => rig.invoke({ print: `concurrent ${number}` })));
    },
  }, 'nodejs24.x');
  kept(run);
  expect(JSON.stringify(run.envelopes)).toContain('concurrent 3');
});

test('16. a single record above the size limit, which blocks the queue or recurses forever', async () => {
  const run = await runner.run('oversized-events');
  kept(run);
  expect(JSON.stringify(run.envelopes)).toContain('behind it');
});

test('17. a deadlock when failed records return to a bounded queue', async () => {
  const run = await runner.run({
    settings: { BUFFER_MAX_BYTES: String(2 * 1024 * 1024), FLUSH_TIMEOUT_MS: '200' },
    faults: { recordFailureRate: 0.9 },
    expect: { mayDrop: true },
    options: { shutdownMs: PATIENCE_MS },
    play: async (rig) => {
      // The queue is full, and nine of ten records of each call return to it.
      await rig.traffic(6, { lines: 2_000, length: 500 });
      rig.proxy.faults = {};
      await rig.traffic(3, { print: 'afterwards' }, 300);
    },
  }, 'nodejs24.x');
  kept(run);
  const afterwards = run.envelopes.filter(({ record }) => String(record).includes('afterwards'));
  expect(new Set(afterwards.map(({ sequence }) => sequence)).size).toBe(3);
});

describe('18. a circuit breaker that stays open', () => {
  test('tries again within a minute, after any number of failures', () => {
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

  test('delivers again in the same environment when Kinesis recovers', async () => {
    let recovered = 0;
    const run = await runner.run({
      expect: { inOrder: true },
      play: async (rig) => {
        await rig.proxy.refuse();
        await rig.traffic(3);
        await rig.proxy.accept();
        for (let i = 0; i < 100 && rig.oracle.arrivedCount <= 20; i++) await rig.traffic(1, { waitMs: 100 });
        recovered = rig.oracle.arrivedCount;
      },
    });
    kept(run);
    expect(recovered).toBeGreaterThan(20);
  });
});

test('19. one record that Kinesis rejects, and that blocks all records behind it', async () => {
  const run = await runner.run('poisonous-record');
  kept(run);
  const drops = run.envelopes.filter(({ type }) => type === 'telemetry.dropped').map(({ record }) => record as { reason: string; count: number });
  expect(drops).toEqual([expect.objectContaining({ reason: 'rejected', count: run.dropped })]);
});
