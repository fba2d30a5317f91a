import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

/** Next to `src/` in a clone and next to `lib/` in the published package, in whatever folder that was unpacked. */
export const LAYER_ARCHIVE = join(__dirname, '..', '..', 'assets', 'layer.zip');

/** The extension is Node.js code for these runtimes and newer ones, the same on both architectures. */
export const OLDEST_NODE_VERSION = 22;
const COMPATIBLE_RUNTIMES = ['nodejs22.x', 'nodejs24.x'];
const COMPATIBLE_ARCHITECTURES = [lambda.Architecture.X86_64, lambda.Architecture.ARM_64];

/** Core hashes a function's layers by the id of each: it must not be one that a user's own layer may have. */
export const LAYER_ID = 'KinesisTelemetryExtensionLayer';

export interface TelemetryLayerProps {
  readonly layerVersionName?: string;
  readonly description?: string;
}

/** The extension, as it was built when this package was: nothing is bundled at synth. */
export class TelemetryLayer extends lambda.LayerVersion {
  /** Changes when the content of the layer does, and only then. */
  public readonly contentHash: string;

  constructor(scope: Construct, props: TelemetryLayerProps, archive: string = LAYER_ARCHIVE) {
    const contentHash = hashOf(archive);
    super(scope, LAYER_ID, {
      code: lambda.Code.fromAsset(archive),
      compatibleArchitectures: COMPATIBLE_ARCHITECTURES,
      description: props.description ?? 'Streams Lambda telemetry to Amazon Kinesis Data Streams (cdk-kinesis-telemetry-extension)',
      layerVersionName: props.layerVersionName,
      license: 'Apache-2.0',
    });
    this.contentHash = contentHash;

    // Not by the L2's prop: with it `addLayers` refuses runtimes whose name is a token (CDK's own "latest Node.js of
    // this region") and every later Node.js. Lambda itself only shows the list; attachTo does the check.
    const resource = this.node.defaultChild as lambda.CfnLayerVersion;
    resource.compatibleRuntimes = COMPATIBLE_RUNTIMES;
  }
}

function hashOf(archive: string): string {
  if (!existsSync(archive)) {
    throw new Error(`The prebuilt extension is missing: ${archive} does not exist. `
      + 'In a clone of the repository run "npm run build:layer"; otherwise install cdk-kinesis-telemetry-extension again');
  }
  return createHash('sha256').update(readFileSync(archive)).digest('hex');
}
