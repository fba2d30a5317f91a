import { Annotations, CfnResource, Stack } from 'aws-cdk-lib';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { IConstruct } from 'constructs';
import { Compression } from '../../settings/compression';
import { RecordFormat } from '../../settings/record-format';
import { TelemetrySettings } from '../../settings/telemetry-settings';
import { renderedPropertiesOf } from '../../template/rendered-properties';

/** The ids are public: apps use them to acknowledge the warnings. The documentation of `attachTo` lists them. */
const UNREADABLE_WARNING = 'cdk-kinesis-telemetry-extension:recordFormatUnreadable';
const DROPPED_BY_KCL_WARNING = 'cdk-kinesis-telemetry-extension:aggregatedRecordsDropped';

/** Warns if a reader of the stream must look into the records, but cannot read those of this function. Only for validation. */
export function warnOfUnreadableRecords(fn: IConstruct, settings: TelemetrySettings, readers: readonly CfnResource[]): void {
  const { recordFormat: format = RecordFormat.NDJSON, compression = Compression.NONE } = settings;
  for (const reader of readers) {
    const problem = unreadableBy(reader, format, compression);
    if (!problem) continue;
    Annotations.of(fn).addWarningV2(UNREADABLE_WARNING,
      `${fn.node.path} writes records that ${reader.node.path} cannot read (recordFormat is ${format.value}, compression ${compression.value}): `
      + `${problem}. Give the function the settings of the other functions, or attach it to another stream`);
  }
}

/**
 * Warns of aggregated records in a stream of this app that ignores partition keys: the KCL drops them without an error. Only for validation.
 *
 * @see https://docs.aws.amazon.com/streams/latest/dev/service-managed-pk-kpl-aggregation.html
 */
export function warnOfAggregatedRecords(fn: IConstruct, { recordFormat }: TelemetrySettings, stream: kinesis.IStream): void {
  if (recordFormat?.value !== RecordFormat.KPL_AGGREGATED.value || !ignoresPartitionKeys(stream)) return;
  Annotations.of(fn).addWarningV2(DROPPED_BY_KCL_WARNING,
    `${fn.node.path} writes aggregated records to ${stream.node.path}, which has RecordDistributionStrategy AUTO: consumers that use the KCL `
    + 'drop such records there, without an error. Use RecordFormat.NDJSON, or the strategy USER_PARTITION_KEY; acknowledge if no consumer uses the KCL');
}

/** The floor of aws-cdk-lib does not know the property, which a newer one or an override sets. Only the rendered template has both. */
function ignoresPartitionKeys(stream: kinesis.IStream): boolean {
  const resource = stream.node.defaultChild;
  if (!(resource instanceof kinesis.CfnStream)) return false;
  return renderedPropertiesOf(resource).RecordDistributionStrategy === 'AUTO';
}

function unreadableBy(reader: CfnResource, format: RecordFormat, compression: Compression): string | undefined {
  if (reader.cfnResourceType === lambda.CfnEventSourceMapping.CFN_RESOURCE_TYPE_NAME) {
    const { filterCriteria } = reader as lambda.CfnEventSourceMapping;
    return filterCriteria !== undefined && format.value !== RecordFormat.KPL_AGGREGATED.value
      ? 'its filters match only events in RecordFormat.KPL_AGGREGATED, and omit all others' : undefined;
  }
  if (reader.cfnResourceType !== firehose.CfnDeliveryStream.CFN_RESOURCE_TYPE_NAME || !hasDynamicPartitions(reader)) return undefined;
  return format.value === RecordFormat.CLOUDWATCH_LOGS.value || compression.value !== Compression.NONE.value
    ? 'it partitions by the function, for which it must read each event without compression' : undefined;
}

function hasDynamicPartitions(resource: CfnResource): boolean {
  const { extendedS3DestinationConfiguration } = resource as firehose.CfnDeliveryStream;
  const resolved: unknown = Stack.of(resource).resolve(extendedS3DestinationConfiguration);
  const partitioning = typeof resolved === 'object' && resolved !== null && 'dynamicPartitioningConfiguration' in resolved
    ? resolved.dynamicPartitioningConfiguration : undefined;
  return typeof partitioning === 'object' && partitioning !== null && 'enabled' in partitioning && partitioning.enabled === true;
}
