import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ArchivePartitioning, Compression, KinesisTelemetryExtension, KinesisTelemetryExtensionProps, RecordFormat, TelemetryArchiveProps } from '../../../src';
import { newStack, propertiesIn } from '../fixtures';

export interface Destination {
  readonly Prefix: string;
  readonly ErrorOutputPrefix: string;
  readonly CompressionFormat: string;
  readonly FileExtension?: string;
  readonly BufferingHints: unknown;
  readonly ProcessingConfiguration?: { readonly Processors: { readonly Type: string }[] };
  readonly DynamicPartitioningConfiguration?: unknown;
}

export interface Statement { readonly Action: string | string[]; readonly Resource: unknown }

export function make(props?: TelemetryArchiveProps, telemetryProps?: KinesisTelemetryExtensionProps, stack: Stack = newStack()): Stack {
  new KinesisTelemetryExtension(stack, 'Telemetry', telemetryProps).addArchive('Archive', props);
  return stack;
}

export const destinationIn = (stack: Stack) =>
  propertiesIn<{ ExtendedS3DestinationConfiguration: Destination }>(stack, 'AWS::KinesisFirehose::DeliveryStream')[0].ExtendedS3DestinationConfiguration;
export const statementsIn = (stack: Stack) =>
  propertiesIn<{ PolicyDocument: { Statement: Statement[] }; Description?: string }>(stack, 'AWS::IAM::ManagedPolicy')
    .filter(({ Description }) => Description?.startsWith('Firehose')).flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
export const archiveBucketIn = (stack: Stack) => Object.entries(Template.fromStack(stack).findResources('AWS::S3::Bucket'))
  .filter(([id]) => id.startsWith('TelemetryArchiveBucket')).map(([, { Properties }]) => Properties as Record<string, unknown>)[0];

export const byFunction = { partitioning: ArchivePartitioning.FUNCTION_AND_DATE };
export const COMPRESSED: [string, KinesisTelemetryExtensionProps, string][] = [
  ['gzip', { compression: Compression.GZIP }, '.ndjson.gz'],
  ['Zstandard', { compression: Compression.ZSTD }, '.ndjson.zst'],
  ['the format of CloudWatch Logs', { recordFormat: RecordFormat.CLOUDWATCH_LOGS }, '.json.gz'],
];
