import { filesIn } from '../../simulator';
import { nativeHostFile } from '../../src/settings/layer-files';
import { LAYER } from '../end-to-end/harness';

/** @throws Error if the layer has no native host for this machine: other runtimes have no Node.js for the extension */
export async function assertNativeHost(): Promise<void> {
  const file = nativeHostFile(process.arch === 'arm64' ? 'arm64' : 'x86_64');
  if ((await filesIn(LAYER)).includes(file)) return;
  throw new Error(`${LAYER} has no ${file}, so the extension cannot run beside Python, Java and Go. Install Rust and run npm run build:layer`);
}
