import { copyFile } from 'node:fs/promises';
import { BARE_EXTENSION_NAME, BARE_SENDER_NAME, writeBareLayer } from './bare-layer';
import type { Contestants, Extension } from './contestant';
import { NAIVE_EXTENSION_NAME, writeNaiveLayer } from './naive-layer';

const OURS_EXTENSION_NAME = 'kinesis-telemetry-extension';

/** Builds the layers of the other extensions, and copies ours, so that a build during the benchmark does not change it. */
export async function prepareContestants(
  folder: string, ourLayer: string,
): Promise<{ readonly contestants: Contestants; readonly bareSender: Extension; readonly naiveBundleBytes: number }> {
  const bare = `${folder}/bare.zip`;
  const sender = `${folder}/sender.zip`;
  const naive = `${folder}/naive.zip`;
  const ours = `${folder}/ours.zip`;
  const [naiveBundleBytes] = await Promise.all([
    writeNaiveLayer(naive), writeBareLayer(bare), writeBareLayer(sender, BARE_SENDER_NAME), copyFile(ourLayer, ours),
  ]);
  return {
    naiveBundleBytes,
    bareSender: { extensionName: BARE_SENDER_NAME, layer: sender },
    contestants: {
      bare: { name: 'bare', extensionName: BARE_EXTENSION_NAME, layer: bare },
      naive: { name: 'naive', extensionName: NAIVE_EXTENSION_NAME, layer: naive },
      ours: { name: 'ours', extensionName: OURS_EXTENSION_NAME, layer: ours },
    },
  };
}
