import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

/** Next to `src/` in a clone, and next to `lib/` in the published package. Works in every folder that jsii unpacks the package to. */
export const LAYER_ARCHIVE = join(__dirname, '..', '..', 'assets', 'layer.zip');

/** The extension is Node.js code. It runs on these and newer runtimes, and on both architectures. */
export const OLDEST_NODE_VERSION = 22;
const COMPATIBLE_RUNTIMES = ['nodejs22.x', 'nodejs24.x'];
const COMPATIBLE_ARCHITECTURES = [lambda.Architecture.X86_64, lambda.Architecture.ARM_64];

/** CDK identifies the layers of a function by their construct ids when it hashes them, so this id must not collide with a user's layer. */
export const LAYER_ID = 'KinesisTelemetryExtensionLayer';

export interface TelemetryLayerProps {
  readonly layerVersionName?: string;
  readonly description?: string;
}

/** The layer with the prebuilt extension. Nothing is bundled at synth time. */
export class TelemetryLayer extends lambda.LayerVersion {
  /** Changes if and only if the content of the layer changes. */
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

    // Not set by the L2's prop: `addLayers` would then reject newer Node.js runtimes, and runtimes whose name is a token (CDK's "latest
    // Node.js of this region"). Lambda only displays the list. attachTo checks the runtime.
    const resource = this.node.defaultChild as lambda.CfnLayerVersion;
    resource.compatibleRuntimes = COMPATIBLE_RUNTIMES;
  }
}

function hashOf(archive: string): string {
  if (!existsSync(archive)) {
    throw new Error(`The prebuilt extension is missing: ${archive} does not exist. `
      + 'Run "npm run build:layer" in a clone of the repository; otherwise reinstall cdk-kinesis-telemetry-extension');
  }
  return createHash('sha256').update(readFileSync(archive)).digest('hex');
}
