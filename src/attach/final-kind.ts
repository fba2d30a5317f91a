import { AttachOptions } from './attach-options';
import { whatIsWrongWithHost } from './host';
import { FunctionRuntime } from '../function/attachable-function';
import { whatIsWrongWithRuntime } from '../function/runtime';
import { RenderedProperties } from '../template/rendered-properties';

const IMAGE = 'Image';

/** Returns what is wrong with the runtime and the package of a function in the template, which overrides may have changed after it was attached. */
export function whatIsWrongWithKind(path: string, rendered: RenderedProperties, options: AttachOptions): string[] {
  const isImage = isContainerImage(rendered) ?? options.extensionInImage ?? false;
  if (isImage !== (options.extensionInImage ?? false)) {
    return [isImage
      ? `${path} was attached with a layer, but became a container image afterwards, which cannot have layers. Change the package before you call attachTo, and `
        + 'pass extensionInImage'
      : `${path} was attached with extensionInImage, but is no container image any more, so nothing contains the extension. Remove extensionInImage, and change `
        + 'the package before you call attachTo'];
  }
  const runtime = runtimeIn(rendered);
  const fn = { runtime, isContainerImage: isImage };
  const wrong = runtime && (whatIsWrongWithRuntime(fn) ?? whatIsWrongWithHost(fn, options.extensionHost));
  return wrong === undefined ? [] : [`${path} ${wrong}`];
}

/** Undefined if it is known only at deployment, or in the globals of a template. */
function runtimeIn({ Runtime: name }: RenderedProperties): FunctionRuntime | undefined {
  return typeof name === 'string' ? { name } : undefined;
}

/** Functions of SAM name the image beside the code, and not in it. Undefined if it is known only at deployment. */
function isContainerImage({ PackageType, Code, ImageUri }: RenderedProperties): boolean | undefined {
  if (typeof PackageType === 'object') return undefined;
  const inCode = (Code as { readonly ImageUri?: unknown } | null | undefined)?.ImageUri;
  return PackageType === undefined ? (ImageUri ?? inCode) !== undefined : PackageType === IMAGE;
}
