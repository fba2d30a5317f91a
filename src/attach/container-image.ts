import { AttachableFunction } from '../function/attachable-function';

/** @throws when `extensionInImage` is missing for a container image, or is given for a function that can have a layer */
export function checkContainerImage({ construct, isContainerImage }: AttachableFunction, extensionInImage: boolean): void {
  const { path } = construct.node;
  if (isContainerImage && !extensionInImage) {
    throw new Error(`${path} has a container image, which cannot have layers. Copy the extension from the archive `
      + 'KinesisTelemetryExtension.LAYER_ARCHIVE to /opt/extensions/ of the image (docs/platform-teams.md shows the lines for the Dockerfile) '
      + 'and call attachTo with { extensionInImage: true }, which adds the settings and the permission; '
      + 'or use a function with a .zip package (lambda.Function or NodejsFunction)');
  }
  if (!isContainerImage && extensionInImage) {
    throw new Error(`${path} has no container image, so it gets the extension as a layer. Remove extensionInImage`);
  }
}
