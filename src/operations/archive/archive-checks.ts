import { Duration } from 'aws-cdk-lib';
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { DEFAULT_TRANSITION_CLASS, DEFAULT_TRANSITION_DAYS } from './archive-bucket';
import { ArchivePartitioning } from './archive-partitioning';
import { TelemetryArchiveProps } from './archive-props';
import { checkKey } from '../../checks/keys';
import { checkName, NameRule } from '../../checks/names';
import { checkDuration, checkMebibytes } from '../../checks/ranges';
import { Compression } from '../../settings/compression';
import { RecordFormat } from '../../settings/record-format';
import { StreamContents } from '../../stream/stream-contents';

/** https://docs.aws.amazon.com/firehose/latest/APIReference/API_BufferingHints.html */
const LONGEST_INTERVAL = Duration.minutes(15);
const LARGEST_BUFFER_MIB = 128;
/** https://docs.aws.amazon.com/firehose/latest/dev/buffering.html: "zero buffering is not available for dynamic partitioning" */
const SHORTEST_INTERVAL_OF_FUNCTIONS = Duration.minutes(1);
const SMALLEST_BUFFER_OF_FUNCTIONS_MIB = 64;

/** https://docs.aws.amazon.com/firehose/latest/dev/dynamic-partitioning-multirecord-deaggergation.html */
const MAX_EVENTS_OF_RECORD = 500;
/** An event with a short line and a request id. */
const SMALL_EVENT_BYTES = 240;
const LARGEST_RECORD_OF_FUNCTIONS = MAX_EVENTS_OF_RECORD * SMALL_EVENT_BYTES;

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html */
const INFREQUENT_ACCESS = [s3.StorageClass.INFREQUENT_ACCESS, s3.StorageClass.ONE_ZONE_INFREQUENT_ACCESS];
const SHORTEST_STAY_DAYS = 30;

/** Expressions that Firehose evaluates (`!{…}`) are not allowed: the archive adds its own. */
const FOLDER: NameRule = {
  pattern: /^(?!\/)(?!.*!\{).{1,200}\/$/, allowed: 'a folder in the bucket: up to 200 characters, with a slash at the end and none at the beginning',
};

/** @throws when Firehose would reject the delivery stream, or deliver unreadable data */
export function checkArchiveProps(props: TelemetryArchiveProps, contents: StreamContents): void {
  const functions = props.partitioning === ArchivePartitioning.FUNCTION_AND_DATE;
  checkKey('encryptionKey', props.encryptionKey);
  checkKey('logEncryptionKey', props.logEncryptionKey);
  checkName('prefix', props.prefix, FOLDER);
  checkName('errorPrefix', props.errorPrefix, FOLDER);
  checkDuration('bufferingInterval', props.bufferingInterval, functions ? SHORTEST_INTERVAL_OF_FUNCTIONS : Duration.seconds(0), LONGEST_INTERVAL);
  checkMebibytes('bufferingSize', props.bufferingSize, functions ? SMALLEST_BUFFER_OF_FUNCTIONS_MIB : 1, LARGEST_BUFFER_MIB);
  checkCompression(props, contents);
  if (functions) checkFunctions(contents);
  checkLifecycle(props);
  checkGivenBucket(props);
}

/** Whether the records in the stream are compressed. */
export function areCompressed({ records }: StreamContents): boolean {
  return records !== undefined && (records.recordFormat === RecordFormat.CLOUDWATCH_LOGS || records.compression !== Compression.NONE);
}

function checkCompression({ compression }: TelemetryArchiveProps, contents: StreamContents): void {
  if (compression === undefined || compression.value === firehose.Compression.UNCOMPRESSED.value || !areCompressed(contents)) return;
  throw new Error(`compression is ${compression.value}, but the records in the stream are already compressed, and Firehose cannot decompress them. `
    + 'Remove compression: the objects are valid compressed files without it');
}

function checkFunctions({ records }: StreamContents): void {
  if (!records) return;
  const { recordFormat, compression, recordSize } = records;
  const cannot = 'partitioning is FUNCTION_AND_DATE, for which Firehose must read each event, but it cannot read';
  if (recordFormat === RecordFormat.CLOUDWATCH_LOGS) {
    throw new Error(`${cannot} records in the format of CloudWatch Logs unless CloudWatch Logs itself sends them. Use ArchivePartitioning.DATE, or RecordFormat.NDJSON`);
  }
  if (compression !== Compression.NONE) {
    throw new Error(`${cannot} compressed records (compression is ${compression.value}). Use ArchivePartitioning.DATE, or Compression.NONE and the compression of the archive`);
  }
  if (recordFormat === RecordFormat.NDJSON && recordSize && !recordSize.isUnresolved() && recordSize.toBytes() > LARGEST_RECORD_OF_FUNCTIONS) {
    throw new Error(`${cannot} more than ${MAX_EVENTS_OF_RECORD} events per record: recordSize must be at most ${LARGEST_RECORD_OF_FUNCTIONS} bytes, `
      + `got ${recordSize.toBytes()}. Reduce recordSize, use RecordFormat.KPL_AGGREGATED, or use ArchivePartitioning.DATE`);
  }
}

function checkLifecycle({ transitionAfter, transitionTo = DEFAULT_TRANSITION_CLASS, expireAfter }: TelemetryArchiveProps): void {
  const [given, expiry] = [days('transitionAfter', transitionAfter), days('expireAfter', expireAfter)];
  const transition = given ?? DEFAULT_TRANSITION_DAYS;
  if (INFREQUENT_ACCESS.some(({ value }) => value === transitionTo.value) && transition !== 0 && transition < SHORTEST_STAY_DAYS) {
    throw new Error(`transitionAfter must be at least ${SHORTEST_STAY_DAYS} days for the storage class ${transitionTo.value}, got ${transition} days`);
  }
  if (expiry === 0) throw new Error('expireAfter must be at least 1 day, got 0 days. Remove expireAfter to keep the objects');
  if (expiry !== undefined && expiry <= transition && transition !== 0) {
    throw new Error(`expireAfter (${expiry} days) must be later than transitionAfter (${transition} days${given === undefined ? ', by default' : ''}): `
      + 'reduce transitionAfter, or set it to Duration.days(0) to disable it');
  }
}

function days(prop: string, duration: Duration | undefined): number | undefined {
  if (duration === undefined || duration.isUnresolved()) return undefined;
  const value = duration.toDays({ integral: false });
  if (!Number.isInteger(value)) throw new Error(`${prop} must be in whole days, got ${duration.toHumanString()}`);
  return value;
}

function checkGivenBucket(props: TelemetryArchiveProps): void {
  const { bucket, transitionTo, transitionAfter, expireAfter, encryptionKey, accessLogsBucket } = props;
  if (!bucket) return;
  for (const [prop, value] of Object.entries({ transitionTo, transitionAfter, expireAfter, encryptionKey, accessLogsBucket })) {
    if (value === undefined) continue;
    throw new Error(`${prop} is for the bucket that addArchive creates, but bucket is given as well (${bucket.node.path}). `
      + `Remove one of the two, or set ${prop} where the given bucket is created`);
  }
}
