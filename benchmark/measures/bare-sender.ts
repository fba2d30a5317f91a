import type { ExecutionEnvironment, LambdaRuntime } from '../../simulator';
import type { Extension } from '../contestants/contestant';
import { createEnvironment, extensionOf } from '../environment/environment';
import { INVOCATION } from '../environment/invocation';
import type { LocalKinesis } from '../kinesis/local-kinesis';
import { spread } from '../results/quartiles';
import type { LeastHold } from '../results/results';

/** An environment with the extension that makes one PutRecords call per invocation. */
export class BareSender {
  static async start(runtime: LambdaRuntime, extension: Extension, kinesis: LocalKinesis): Promise<BareSender> {
    const { arn } = await kinesis.newStream();
    const environment = await createEnvironment({ runtime, contestant: extension, streamArn: arn, kinesisEndpoint: kinesis.endpoint });
    return new BareSender(kinesis.latencyMs, extension, environment);
  }

  private readonly holds: number[] = [];
  private uncounted = 0;

  private constructor(readonly latencyMs: number, private readonly extension: Extension,
    private readonly environment: ExecutionEnvironment) {}

  async invoke(counts: boolean): Promise<void> {
    const { status, error, holdMs } = await this.environment.invoke(INVOCATION);
    if (status !== 'success') throw new Error(`An invocation failed: ${JSON.stringify(error)}`);
    if (counts) this.holds.push(holdMs);
    else this.uncounted++;
  }

  /** @throws when the extension has not made exactly one call per invocation */
  async finish(): Promise<LeastHold> {
    await this.environment.shutdown();
    const roundTrips = extensionOf(this.environment, this.extension).output.map(({ text }) => Number(text));
    if (roundTrips.length !== this.uncounted + this.holds.length || roundTrips.some(Number.isNaN)) {
      throw new Error(`${this.extension.extensionName} must print one round trip for each of ${this.uncounted + this.holds.length} invocations, got: ${roundTrips.join(', ')}`);
    }
    return { holdMs: spread(this.holds), roundTripMs: spread(roundTrips.slice(this.uncounted)) };
  }

  async dispose(): Promise<void> {
    await this.environment.dispose();
  }
}
