import { EXTENSION_NAME } from './traffic';
import { BARE_EXTENSION_NAME } from '../../benchmark/contestants/bare-layer';
import { readTimings } from '../../benchmark/measures/start-up';
import { median } from '../../benchmark/results/quartiles';
import { Cleanup } from '../../command-line/cleanup';
import { ExecutionEnvironment } from '../../simulator';
import { STREAM_ARN } from '../../src/settings/settings';
import { configurationOf, DeployedFunction } from '../template/deployment';

/** One extension's start, in milliseconds from its execution, and its memory in megabytes. */
export interface ColdStart {
  readonly registerMs: number;
  /** Until its first `/event/next`: from then on it holds nothing up. */
  readonly readyMs: number;
  /** The whole init phase of the environment. */
  readonly initMs: number;
  /** Resident: of the bare extension while it waits, of ours after its first delivered flush. */
  readonly rssMB: number;
  /** Proportional: pages shared with other processes count by their share. */
  readonly pssMB: number;
}

export interface ColdStartComparison {
  readonly bare: ColdStart;
  readonly ours: ColdStart;
  readonly pairs: number;
}

export interface ColdStartProps {
  readonly pairs: number;
  readonly bareLayer: string;
  readonly kinesisEndpoint: string;
  /** Takes the telemetry of these runs. */
  readonly streamArn: string;
  readonly region: string;
  readonly accountId: string;
  readonly event: unknown;
  readonly cleanup: Cleanup;
}

/**
 * Starts the function with the bare extension and with ours by turns, so that both meet the same machine, and takes the
 * medians.
 */
export async function compareColdStarts(fn: DeployedFunction, props: ColdStartProps): Promise<ColdStartComparison> {
  const bare: ColdStart[] = [];
  const ours: ColdStart[] = [];
  for (let pair = 0; pair < props.pairs; pair++) {
    bare.push(await measure(fn, [props.bareLayer], BARE_EXTENSION_NAME, props));
    ours.push(await measure(fn, fn.layers, EXTENSION_NAME, props));
  }
  return { bare: medians(bare), ours: medians(ours), pairs: props.pairs };
}

async function measure(fn: DeployedFunction, layers: readonly string[], extensionName: string, props: ColdStartProps): Promise<ColdStart> {
  const environment = await ExecutionEnvironment.create({
    ...configurationOf(fn),
    environment: { ...fn.environment, [STREAM_ARN.variable]: props.streamArn, AWS_ENDPOINT_URL_KINESIS: props.kinesisEndpoint },
    layers,
    region: props.region,
    accountId: props.accountId,
  });
  props.cleanup.add(() => environment.dispose());
  try {
    const init = await environment.init();
    await environment.invoke(props.event);
    const extension = environment.extensions.find(({ name }) => name === extensionName);
    const memory = extension?.memoryKB();
    const { registerMs, readyMs } = readTimings(environment, extensionName);
    await environment.shutdown('spindown');
    return { registerMs, readyMs, initMs: init.durationMs, rssMB: megabytes(memory?.rss), pssMB: megabytes(memory?.pss) };
  } finally {
    await environment.dispose();
  }
}

function megabytes(kilobytes: number | undefined): number {
  return (kilobytes ?? NaN) / 1024;
}

function medians(starts: readonly ColdStart[]): ColdStart {
  const of = (field: keyof ColdStart) => median(starts.map((start) => start[field]));
  return { registerMs: of('registerMs'), readyMs: of('readyMs'), initMs: of('initMs'), rssMB: of('rssMB'), pssMB: of('pssMB') };
}
