import { copyFile } from 'node:fs/promises';
import { BARE_EXTENSION_NAME, BARE_SENDER_NAME, writeBareLayer } from './bare-layer';
import type { Contest, Contestant, Extension } from './contestant';
import { GO_EXTENSION_NAME, writeGoLayer } from './go-layer';
import { NAIVE_EXTENSION_NAME, writeNaiveLayer } from './naive-layer';
import type { Subject } from '../../faults/subject';
import { BUFFERING_TIMEOUT } from '../../src/settings/settings';

const OURS_EXTENSION_NAME = 'kinesis-telemetry-extension';
/** Selects the host of our extension. */
const HOST = 'KINESIS_TELEMETRY_HOST';

/** The contests, and what is needed beside them. */
export interface Prepared {
  readonly contests: readonly Contest[];
  readonly bareSender: Extension;
  readonly naiveBundleBytes: number;
  /** Why the extension in Go is left out. @default - it takes part, or there is no native host to compare it with */
  readonly withoutGo?: string;
}

/** Builds the layers of the other extensions, and copies ours, so that a build during the benchmark does not change it. */
export async function prepareContestants(folder: string, ourLayer: string, subjects: readonly Subject[]): Promise<Prepared> {
  const layerOf = (name: string) => `${folder}/${name}.zip`;
  const hasNative = subjects.some(({ host }) => host === 'native');
  const [naiveBundleBytes, withoutGo] = await Promise.all([
    writeNaiveLayer(layerOf('naive')), hasNative ? writeGoLayer(layerOf('go')) : undefined,
    writeBareLayer(layerOf('bare')), writeBareLayer(layerOf('sender'), BARE_SENDER_NAME), copyFile(ourLayer, layerOf('ours')),
  ]);
  const bare: Contestant = { name: 'bare', extensionName: BARE_EXTENSION_NAME, layer: layerOf('bare') };
  const naive: Contestant = { name: 'naive', extensionName: NAIVE_EXTENSION_NAME, layer: layerOf('naive') };
  const go: Contestant = { name: 'go', extensionName: GO_EXTENSION_NAME, layer: layerOf('go'), environment: buffering() };
  const peerOf = ({ host }: Subject) => {
    if (host === 'nodejs') return naive;
    return withoutGo === undefined ? go : undefined;
  };
  return {
    naiveBundleBytes,
    withoutGo,
    bareSender: { extensionName: BARE_SENDER_NAME, layer: layerOf('sender'), environment: buffering() },
    contests: subjects.map((subject): Contest => ({
      subject: subject.name, runtime: subject.runtime, bare, peer: peerOf(subject),
      ours: { name: 'ours', extensionName: OURS_EXTENSION_NAME, layer: layerOf('ours'), environment: { [HOST]: subject.host } },
    })),
  };
}

/** Others that hold an invocation subscribe with our default. */
function buffering(): Record<string, string> {
  return { BUFFERING_TIMEOUT_MS: String(BUFFERING_TIMEOUT.default) };
}
