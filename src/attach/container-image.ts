import * as lambda from 'aws-cdk-lib/aws-lambda';
import { isContainerImage } from '../function/attachable-function';

/** Layers do not apply to container images: somebody has to put the files there, and to say so. @throws when the two do not match */
export function checkContainerImage(fn: lambda.Function, extensionInImage: boolean): void {
  const { path } = fn.node;
  if (isContainerImage(fn) && !extensionInImage) {
    throw new Error(`${path} is made from a container image, and layers do not apply to those. Unpack the archive `
      + 'KinesisTelemetryExtension.LAYER_ARCHIVE into /opt of the image (the lines for the Dockerfile are in docs/platform-teams.md), '
      + 'and call attachTo with { extensionInImage: true }, which gives the function the settings and the permission; '
      + 'or use a function with a .zip package (lambda.Function or NodejsFunction)');
  }
  if (!isContainerImage(fn) && extensionInImage) {
    throw new Error(`${path} is not made from a container image: it gets the extension as a layer. Leave extensionInImage out`);
  }
}
