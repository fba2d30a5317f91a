import { Annotations, Token } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { AttachableFunction } from '../function/attachable-function';
import { hasNodeForExtension, runtimeNameOf } from '../function/runtime';
import { LayerContents } from '../resources/layer-contents';
import { ExtensionHost } from '../settings/extension-host';

/** The id is public: apps use it to acknowledge the warning. The documentation of `attachTo` lists it. */
const NO_NATIVE_HOST_WARNING = 'cdk-kinesis-telemetry-extension:noNativeHost';

/** Returns the end of an error text that starts with the function's path; undefined if the host can run beside the function. */
export function whatIsWrongWithHost(fn: Pick<AttachableFunction, 'runtime' | 'isContainerImage'>, host: ExtensionHost = ExtensionHost.NATIVE): string | undefined {
  // What is in an image is not known at synth.
  if (host.value !== ExtensionHost.NODEJS.value || fn.isContainerImage || hasNodeForExtension(fn)) return undefined;
  return `runs on ${runtimeNameOf(fn)}: ExtensionHost.NODEJS runs the extension on the function's own Node.js, which must be nodejs22.x or newer. `
    + 'Remove extensionHost for this function: ExtensionHost.NATIVE runs beside every runtime';
}

/**
 * Checks that the layer contains the host for the function. A layer that was built without Rust runs only on the function's own Node.js.
 *
 * @param contents undefined if the layer comes from elsewhere
 * @throws when nothing in the layer can run beside the function
 */
export function checkLayerContents(fn: AttachableFunction, host: ExtensionHost = ExtensionHost.NATIVE, contents: LayerContents | undefined): void {
  if (!contents || host.value === ExtensionHost.NODEJS.value || fn.isContainerImage) return;
  const missing = missingArchitecture(fn, contents);
  if (missing === undefined) return;
  const cause = `the layer of this package was built without the native host for ${missing}, as on a machine without Rust`;
  if (!hasNodeForExtension(fn)) {
    throw new Error(`${fn.construct.node.path} runs on ${runtimeNameOf(fn)}, but ${cause}. Install Rust and run "npm run build:layer" in the clone of `
      + 'the repository, or use a released package');
  }
  Annotations.of(fn.construct).addWarningV2(NO_NATIVE_HOST_WARNING,
    `${fn.construct.node.path}: ${cause}, so the extension runs on the function's Node.js, which needs some 60 MB more memory. Install Rust and run `
    + '"npm run build:layer", use a released package, or set extensionHost to ExtensionHost.NODEJS');
}

/** An architecture that is a token can be either. */
function missingArchitecture(fn: AttachableFunction, { nativeArchitectures }: LayerContents): string | undefined {
  const name = fn.architecture;
  const needed = Token.isUnresolved(name) ? [lambda.Architecture.X86_64.name, lambda.Architecture.ARM_64.name] : [name];
  return needed.find((architecture) => !nativeArchitectures.includes(architecture));
}
