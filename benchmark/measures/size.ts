import { readFile } from 'node:fs/promises';
import { unzipSync } from 'fflate';

/** Returns the size of the layer and of the JavaScript in it. */
export async function measureSize(layer: string): Promise<{ readonly layerZipBytes: number; readonly bundleBytes: number }> {
  const zip = await readFile(layer);
  const files = Object.entries(unzipSync(zip)).filter(([name]) => /\.[cm]?js$/.test(name));
  return { layerZipBytes: zip.length, bundleBytes: files.reduce((sum, [, content]) => sum + content.length, 0) };
}
