import { EXTENSION_NAME } from './traffic';
import { BARE_EXTENSION_NAME } from '../../benchmark/contestants/bare-layer';
import { readTimings } from '../../benchmark/measures/start-up';
import { median } from '../../benchmark/results/quartiles';
import { Cleanup } from '../../command-line/cleanup';
import { ExecutionEnvironment } from '../../simulator';
import { STREAM_ARN } from '../../src/settings/settings';
import { configurationOf, DeployedFunction } from '../template/deployment';

/** The start of an extension, in milliseconds from the start of its process, and its memory in megabytes. */
export interface ColdStart {
  readonly registerMs: number;
  /** The first `/event/next`, which ends the extension's part of the init phase. */
  readonly readyMs: number;
  /** The whole init phase of the environment. */
  readonly initMs: number;
  /** Resident memory after the first invocation, which for our extension includes a flush. */
  readonly rssMB: number;
  /** Proportional memory (PSS): a page that processes share counts in part. */
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
  /** The stream for the telemetry of these runs. */
  readonly streamArn: string;
  readonly region: string;
  readonly accountId: string;
  readonly event: unknown;
  readonly cleanup: Cleanup;
}

/**
 * Starts the function with the bare extension and with ours by turns, so that the load of the machine affects both, and
 * returns the medians.
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
