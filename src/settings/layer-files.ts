/**
 * The names of files in the layer that tell what is inside. The layer builder writes them, and the construct library looks for them.
 * Therefore this file must not import anything.
 */

/** The folder of the extension in the layer, which Lambda unpacks to /opt. */
export const LAYER_FOLDER = 'kinesis-telemetry-extension';

/** The start file of the host `nodejs`. */
export const NODEJS_HOST_FILE = `${LAYER_FOLDER}/main.cjs`;

/** The architectures for which the host `native` can be built, by Lambda's names. https://docs.aws.amazon.com/lambda/latest/dg/foundation-arch.html */
export const NATIVE_ARCHITECTURES = ['x86_64', 'arm64'] as const;

/** Returns the program of the host `native` for an architecture. The launcher finds it by the machine's name, as `uname -m` prints it. */
export function nativeHostFile(architecture: string): string {
  return `${LAYER_FOLDER}/host-${architecture === 'arm64' ? 'aarch64' : architecture}`;
}
