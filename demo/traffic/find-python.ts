import * as path from 'node:path';
import { filesIn, pythonClient, RuntimeClient, RuntimeUnavailableError } from '../../simulator';
import { nativeHostFile } from '../../src/settings/layer-files';

const LAYER = path.resolve(__dirname, '../../assets/layer.zip');
const ARCHITECTURE = process.arch === 'arm64' ? 'arm64' : 'x86_64';
/** The demo does without Python rather than wait for a slow connection. */
const INSTALL_LIMIT_MS = 40_000;

/**
 * Finds what runs Python functions with the extension: the native host in the layer, `python3` and AWS's runtime client, which is installed
 * the first time. Returns the reason as half a sentence if something is missing: the demo needs nothing besides Node.js.
 */
export async function findPython(): Promise<RuntimeClient | string> {
  if (!(await filesIn(LAYER)).includes(nativeHostFile(ARCHITECTURE))) return 'the layer was built without the native host, because there is no Rust';
  try {
    return await pythonClient({ timeLimitMs: INSTALL_LIMIT_MS });
  } catch (error) {
    if (error instanceof RuntimeUnavailableError) return error.message.split('\n')[0];
    throw error;
  }
}
