import { Agent } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { telemetryBody } from './telemetry-body';
import type { LogFormat } from './telemetry-body';
import { Gate } from '../../faults/rig/gate';
import type { ExecutionEnvironment, ExtensionState } from '../../simulator';
import { post } from '../../simulator/telemetry/post';

export interface LoadProps {
  readonly format: LogFormat;
  /** The size of each event's record. */
  readonly recordBytes: number;
  readonly eventsPerPost: number;
  /** Of ten events, so many have the level DEBUG. @default 0 */
  readonly debugOfTen?: number;
}

/** The minimum buffering time of the Telemetry API, after which the events of a busy function come in one POST. */
const POST_INTERVAL_MS = 25;
const POSTS_PER_INVOCATION = 10;
/** The number of different bodies, which are used by turns. */
const BODIES = 8;
const POST_TIMEOUT_MS = 30_000;

/**
 * Simulates a busy function. While its handler runs, it posts events to the extension as the Telemetry API does, every 25 ms.
 * Between invocations the environment is frozen. The function does not log the events itself, because it would take CPU time
 * from the extension.
 */
export class Load {
  static async start(environment: ExecutionEnvironment, extension: ExtensionState, props: LoadProps): Promise<Load> {
    return new Load(environment, extension, props, await Gate.start());
  }

  /** The number of events that the extension acknowledged with 200. */
  posted = 0;
  private readonly bodies: Buffer[];
  private posts = 0;

  private constructor(private readonly environment: ExecutionEnvironment, private readonly extension: ExtensionState,
    private readonly props: LoadProps, private readonly gate: Gate) {
    const { format, recordBytes, eventsPerPost: events, debugOfTen } = props;
    this.bodies = Array.from({ length: BODIES }, (_, seed) => telemetryBody({ format, recordBytes, events, debugOfTen, seed: seed + 1 }));
  }

  /** Posts at least this number of further events, in whole invocations. If the extension does not listen, only invokes the function. */
  async play(events: number): Promise<void> {
    const { eventsPerPost } = this.props;
    for (let left = Math.ceil(events / eventsPerPost); left > 0; left -= POSTS_PER_INVOCATION) {
      await this.invoke(Math.min(left, POSTS_PER_INVOCATION));
    }
  }

  async stop(): Promise<void> {
    await this.gate.stop();
  }

  private async invoke(posts: number): Promise<void> {
    const running = this.environment.invoke({ gate: this.gate.url });
    await Promise.race([this.gate.arrival(), running]);
    if (this.extension.telemetryPort !== undefined) await this.postAll(this.extension.telemetryPort, posts);
    this.gate.open();
    const { status, error } = await running;
    if (status !== 'success') throw new Error(`An invocation failed under load: ${JSON.stringify(error)}`);
  }

  private async postAll(port: number, posts: number): Promise<void> {
    // Lambda's connections do not survive a freeze either.
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const startedAt = performance.now();
    try {
      for (let i = 0; i < posts; i++) {
        const body = this.bodies[this.posts++ % BODIES];
        const status = await post({ port, path: '/', host: 'sandbox.localdomain' }, body, agent, AbortSignal.timeout(POST_TIMEOUT_MS));
        if (status !== 200) throw new Error(`${this.extension.name} answered telemetry with ${status}`);
        this.posted += this.props.eventsPerPost;
        const wait = startedAt + (i + 1) * POST_INTERVAL_MS - performance.now();
        if (wait > 0) await delay(wait);
      }
    } finally {
      agent.destroy();
    }
  }
}
