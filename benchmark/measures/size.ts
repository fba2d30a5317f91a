import { readFile } from 'node:fs/promises';
import { unzipSync } from 'fflate';
import type { SizeResult } from '../results/results';

const JAVASCRIPT = /\.[cm]?js$/;
/** Loaded only for a filter, masks or sampling. */
const SELECTION = 'kinesis-telemetry-extension/selection.cjs';
const NATIVE_HOST = /^kinesis-telemetry-extension\/host-/;

/** Returns the size of the layer and of the JavaScript in it that every function may load, and how many native hosts it contains. */
export async function measureSize(layer: string): Promise<Omit<SizeResult, 'naiveBundleBytes'>> {
  const zip = await readFile(layer);
  const files = Object.entries(unzipSync(zip));
  return {
    layerZipBytes: zip.length,
    nativeHosts: files.filter(([name]) => NATIVE_HOST.test(name)).length,
    bundleBytes: files.filter(([name]) => JAVASCRIPT.test(name) && name !== SELECTION).reduce((sum, [, content]) => sum + content.length, 0),
  };
}
