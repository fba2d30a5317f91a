import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { contentsOf, LayerContents } from './layer-contents';

/** Next to `src/` in a clone, and next to `lib/` in the published package. Works in every folder that jsii unpacks the package to. */
export const LAYER_ARCHIVE = join(__dirname, '..', '..', 'assets', 'layer.zip');

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

  public readonly contents: LayerContents;

  constructor(scope: Construct, props: TelemetryLayerProps, archive: string = LAYER_ARCHIVE) {
    const contentHash = hashOf(archive);
    // Without compatibleRuntimes: Lambda only displays the list and takes at most 15, fewer than the extension runs beside, and `addLayers`
    // would reject all others. attachTo checks the runtime.
    super(scope, LAYER_ID, {
      code: lambda.Code.fromAsset(archive),
      compatibleArchitectures: COMPATIBLE_ARCHITECTURES,
      description: props.description ?? 'Streams Lambda telemetry to Amazon Kinesis Data Streams (cdk-kinesis-telemetry-extension)',
      layerVersionName: props.layerVersionName,
      license: 'Apache-2.0',
    });
    this.contentHash = contentHash;
    this.contents = contentsOf(archive);
  }
}

function hashOf(archive: string): string {
  if (!existsSync(archive)) {
    throw new Error(`The prebuilt extension is missing: ${archive} does not exist. `
      + 'Run "npm run build:layer" in a clone of the repository; otherwise reinstall cdk-kinesis-telemetry-extension');
  }
  return createHash('sha256').update(readFileSync(archive)).digest('hex');
}
