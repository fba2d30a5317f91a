import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { Conditions } from './conditions';
import { Gate } from './gate';
import { MemoryWatch } from './memory-watch';
import { certificateFile, patchLayer, PatchedLayer, replaceHost, trustPrelude } from './patched-layer';
import { postTelemetry } from './post-telemetry';
import { CLOCK_PRELUDE, hostWithClock, setClock } from './settable-clock';
import { Store } from './store';
import type { ErrorDescription, ExtensionState, InvocationResult, ShutdownReason } from '../../simulator';
import { ExecutionEnvironment } from '../../simulator';
import { FaultProxy, Random, seededRandom, UntrustedEndpoint } from '../../simulator/kinesis';
import { Oracle } from '../oracle/oracle';
import type { Subject } from '../subject';

export const EXTENSION = 'kinesis-telemetry-extension';

const FLUSH_TIMEOUT_MS = 1_000;

/** The outcome that an invocation has without the extension. */
export interface Expected {
  readonly status: InvocationResult['status'];
  readonly response?: unknown;
  readonly errorType?: ErrorDescription['errorType'];
}

/** The domain `invalid` never resolves. https://www.rfc-editor.org/rfc/rfc2606 */
const NOWHERE = 'http://nowhere.invalid:1';

const SUCCESS: Expected = { status: 'success', response: { done: true } };

/** The margins that the extension keeps to deadlines are 50 and 100 ms, and on a busy machine a process may get no processor for that long. */
const GRACE_MS = 1_000;

/** The real time that a longer pause takes. */
const LONGEST_REAL_PAUSE_MS = 300;

export interface RigProps {
  readonly conditions: Conditions;
  readonly store: Store;
  readonly subject: Subject;
  readonly layer: string;
  readonly seed: number;
}

/** Returns a copy of the layer whose extension has a settable clock, and trusts the certificate on Node.js, if the conditions say so. */
async function patched({ conditions, layer, subject }: RigProps, certificate: string | undefined): Promise<PatchedLayer | undefined> {
  if (subject.host === 'native') return conditions.clock ? replaceHost(layer, await hostWithClock()) : undefined;
  const preludes = [...conditions.clock ? [CLOCK_PRELUDE] : [], ...certificate === undefined ? [] : [trustPrelude(certificate)]];
  return preludes.length > 0 ? patchLayer(layer, preludes) : undefined;
}

/** An execution environment with the real layer, and a Kinesis endpoint with faults. */
export class Rig {
  static async start(props: RigProps): Promise<Rig> {
    const { conditions, store, subject, seed } = props;
    const cleanups: (() => Promise<void>)[] = [];
    // The proxy has a random source of its own, so that the number of calls does not change what the scenario does.
    const random = seededRandom(seed);
    const oracle = new Oracle(!conditions.countsOnly);
    const stream = await store.newStream((data) => oracle.record(data));
    const gate = await Gate.start();
    const proxy = await FaultProxy.start({
      target: store.endpoint,
      faults: conditions.faults,
      throughput: conditions.throughput,
      tls: conditions.tls,
      random: seededRandom(seed + 1),
      onAmbiguous: (data) => data.forEach((record) => oracle.sentAmbiguously(record)),
    });
    cleanups.push(() => proxy.stop(), () => gate.stop());
    const copy = await patched(props, proxy.certificate);
    const certificates = proxy.certificate === undefined ? undefined : await certificateFile(proxy.certificate);
    if (certificates) cleanups.push(certificates.remove);
    let { endpoint } = proxy;
    if (conditions.endpoint === 'nowhere') endpoint = NOWHERE;
    if (conditions.endpoint === 'untrusted') {
      const untrusted = await UntrustedEndpoint.start();
      cleanups.push(() => untrusted.stop());
      ({ endpoint } = untrusted);
    }
    const ahead = { ms: 0 };
    const environment = await ExecutionEnvironment.create({
      functionName: conditions.name,
      codeDirectory: resolve(__dirname, 'handler'),
      handler: 'index.handler',
      runtime: subject.runtime,
      layers: [copy?.layer ?? props.layer],
      memorySizeMB: 512,
      timeoutMs: 10_000,
      region: store.region,
      accountId: store.accountId,
      credentials: { accessKeyId: store.accountId, secretAccessKey: 'secret' },
      ...conditions.function,
      environment: {
        KINESIS_TELEMETRY_STREAM_ARN: store.streamArn(stream),
        KINESIS_TELEMETRY_HOST: subject.host,
        KINESIS_TELEMETRY_FLUSH_STRATEGY: 'end-of-invocation',
        KINESIS_TELEMETRY_FLUSH_TIMEOUT_MS: String(FLUSH_TIMEOUT_MS),
        AWS_ENDPOINT_URL_KINESIS: endpoint,
        ...certificates && { AWS_CA_BUNDLE: certificates.path },
        ...Object.fromEntries(Object.entries(conditions.settings ?? {}).map(([name, value]) => [`KINESIS_TELEMETRY_${name}`, value])),
        ...conditions.function?.environment,
      },
    }, { clockAheadMs: () => ahead.ms, graceMs: GRACE_MS, ...conditions.options });
    await copy?.remove();
    return new Rig(environment, proxy, oracle, gate, random, stream, props, ahead, cleanups);
  }

  /** Broken expectations of the scenario, and invocations with an unexpected outcome. */
  readonly problems: string[] = [];
  /** The hold of each successful invocation, in milliseconds. */
  readonly holds: number[] = [];
  readonly memory: MemoryWatch;
  readonly flushTimeoutMs: number;
  readonly subject: Subject;
  invocations = 0;
  /** The number of events that the rig posted to the extension and that it acknowledged. */
  injected = 0;
  /** Additional figures of the scenario. */
  readonly figures: Record<string, number> = {};

  private constructor(
    readonly environment: ExecutionEnvironment, readonly proxy: FaultProxy, readonly oracle: Oracle, private readonly gate: Gate,
    readonly random: Random, readonly stream: string, { conditions, subject }: RigProps, private readonly ahead: { ms: number },
    private readonly cleanups: (() => Promise<void>)[],
  ) {
    this.subject = subject;
    this.flushTimeoutMs = Number(conditions.settings?.FLUSH_TIMEOUT_MS ?? FLUSH_TIMEOUT_MS);
    this.memory = new MemoryWatch(() => Math.max(0, ...this.extensions.map((extension) => extension.peakMemoryKB())));
  }

  /** All processes of the extension, one per start. */
  get extensions(): readonly ExtensionState[] {
    return this.environment.extensions.filter(({ name }) => name === EXTENSION);
  }

  /** The current process of the extension. */
  get extension(): ExtensionState {
    const current = this.extensions.at(-1);
    if (!current) throw new Error('The extension has not been started: invoke first');
    return current;
  }

  /**
   * Invokes the function, and compares the outcome with the expected one.
   *
   * @param requestId by default a new one. Lambda tries a failed asynchronous invocation again under its id
   */
  async invoke(event: object, expected: Expected = SUCCESS, requestId?: string): Promise<InvocationResult> {
    const result = await this.environment.invoke(event, { requestId });
    this.invocations++;
    if (result.status === 'success') this.holds.push(result.holdMs);
    const { status, response, error } = result;
    const same = status === expected.status && isDeepStrictEqual(response, expected.response)
      && (expected.errorType === undefined || error?.errorType === expected.errorType);
    if (!same) {
      const seen = JSON.stringify({ status, response, error: error && { type: error.errorType, message: error.errorMessage } });
      this.problems.push(`invocation ${this.invocations} must be ${JSON.stringify(expected)}, was ${seen}`);
    }
    return result;
  }

  /** Invokes the function a number of times, one after the other. */
  async traffic(count: number, event: object = { lines: 10 }, pauseMs = 0): Promise<void> {
    for (let i = 0; i < count; i++) {
      await this.invoke(event);
      if (pauseMs > 0) await delay(pauseMs);
    }
  }

  /** Does some work while an invocation runs, so that nothing is frozen. */
  async during<T>(work: () => Promise<T>, event: object = {}): Promise<T> {
    const running = this.invoke({ ...event, gate: this.gate.url });
    await this.gate.arrival();
    try {
      return await work();
    } finally {
      this.gate.open();
      await running;
    }
  }

  /** POSTs events to the extension, as Lambda would. */
  inject(events: readonly object[]): Promise<void> {
    return this.injectText(JSON.stringify(events), events.length);
  }

  /** POSTs a body with this number of events. */
  async injectText(body: string, events: number): Promise<void> {
    const { telemetryPort = 0 } = this.extension;
    const answer = await postTelemetry(telemetryPort, Buffer.from(body));
    if (answer === 200) this.injected += events;
    else this.problems.push(`the extension answered telemetry with ${answer}`);
  }

  /** Sets the extension's clock. Needs the condition `clock`. */
  setClock(offsetMs: number): Promise<void> {
    return setClock(this.subject.host, this.environment.root, this.extension.pid ?? 0, offsetMs);
  }

  /** How many lines of the function that the extension has received are not in the stream. Only with the sink, which hands records over at once. */
  missingLines(): number {
    const lines = this.environment.telemetry.events.filter(({ json, deliveries }) => json.includes('"type":"function"')
      && deliveries.some(({ extension, acknowledged }) => extension === EXTENSION && acknowledged > 0));
    return this.oracle.missingOf(lines.map(({ json }) => json));
  }

  /** Pauses: the clocks of Lambda and of the extension go on, and a longer pause takes little real time. The environment is frozen. */
  async passTime(ms: number): Promise<void> {
    const realMs = Math.min(ms, LONGEST_REAL_PAUSE_MS);
    await delay(realMs);
    if (ms === realMs) return;
    this.ahead.ms += ms - realMs;
    await this.setClock(this.ahead.ms);
  }

  /** The resident memory of the extension's current process, in MB. */
  get rssMB(): number {
    return Math.round((this.extension.memoryKB()?.rss ?? 0) / 1024 * 10) / 10;
  }

  pause(milliseconds: number): Promise<void> {
    return delay(milliseconds);
  }

  /** Shuts the environment down: the extension sends its buffer for the last time. Further calls do nothing. */
  async shutdown(reason?: ShutdownReason): Promise<void> {
    await this.environment.shutdown(reason);
  }

  async dispose(): Promise<void> {
    this.memory.stop();
    await this.environment.dispose();
    for (const cleanup of this.cleanups) await cleanup();
  }
}
