import { Duration, Size, Token } from 'aws-cdk-lib';
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import { TelemetryTableProps } from './table-props';
import { checkName, NameRule } from '../../../checks/names';
import { RecordFormat } from '../../../settings/record-format';
import { StreamContents } from '../../../stream/stream-contents';
import { ArchivePartitioning } from '../archive-partitioning';
import { TelemetryArchiveProps } from '../archive-props';

/** https://docs.aws.amazon.com/athena/latest/APIReference/API_WorkGroupConfiguration.html */
const SMALLEST_SCAN_LIMIT_BYTES = 10_000_000;

/** https://docs.aws.amazon.com/athena/latest/ug/tables-databases-columns-names.html */
const CATALOG_NAME: NameRule = { pattern: /^[a-z0-9_]{1,200}$/, allowed: '1 to 200 lowercase letters, digits and underscores' };

/** https://docs.aws.amazon.com/athena/latest/APIReference/API_CreateWorkGroup.html */
const WORK_GROUP_NAME: NameRule = { pattern: /^[a-zA-Z0-9._-]{1,128}$/, allowed: '1 to 128 letters, digits, periods, underscores and hyphens' };

/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
const FUNCTION_NAME: NameRule = { pattern: /^[a-zA-Z0-9_-]{1,64}$/, allowed: 'the name of a function: 1 to 64 letters, digits, hyphens and underscores' };

/** @throws when Athena cannot read the archive, or would reject the table */
export function checkTableProps(props: TelemetryTableProps, archive: TelemetryArchiveProps, contents: StreamContents): void {
  checkReadable(archive, contents);
  checkName('databaseName', props.databaseName, CATALOG_NAME);
  checkName('tableName', props.tableName, CATALOG_NAME);
  checkName('workGroupName', props.workGroupName, WORK_GROUP_NAME);
  checkScanLimit(props.scanLimit);
  checkFunctionNames(props.functionNames, archive);
  checkResults(props);
  checkPrices(props);
}

function checkReadable({ compression, prefix }: TelemetryArchiveProps, { records }: StreamContents): void {
  if (records?.recordFormat === RecordFormat.CLOUDWATCH_LOGS) {
    throw new Error('Athena reads one event per line, but records in the format of CloudWatch Logs have no line breaks between them. Use RecordFormat.NDJSON');
  }
  const { GZIP, UNCOMPRESSED } = firehose.Compression;
  if (compression && compression.value !== GZIP.value && compression.value !== UNCOMPRESSED.value) {
    throw new Error(`Athena does not read what Firehose compresses with ${compression.value}. Remove compression from addArchive: gzip is the default`);
  }
  if (prefix?.includes('${') && !Token.isUnresolved(prefix)) throw new Error(`prefix contains \${, which Athena replaces by values of partitions, got ${JSON.stringify(prefix)}. Use another folder`);
}

function checkScanLimit(limit: Size | undefined): void {
  if (limit === undefined || limit.isUnresolved() || limit.toBytes() >= SMALLEST_SCAN_LIMIT_BYTES) return;
  throw new Error(`scanLimit must be at least ${SMALLEST_SCAN_LIMIT_BYTES} bytes (10 MB), got ${limit.toBytes()} bytes`);
}

function checkFunctionNames(names: readonly string[] | undefined, { partitioning }: TelemetryArchiveProps): void {
  if (names === undefined) return;
  if (partitioning !== ArchivePartitioning.FUNCTION_AND_DATE) {
    throw new Error('functionNames is for archives with ArchivePartitioning.FUNCTION_AND_DATE. Remove it: queries of this archive find all functions');
  }
  if (Token.isUnresolved(names)) return;
  if (names.length === 0) throw new Error('functionNames must name at least one function, got none. Remove it if each query is to name its functions');
  for (const name of names) checkName('functionNames', name, FUNCTION_NAME);
}

function checkResults({ resultBucket, resultRetention, accessLogsBucket }: TelemetryTableProps): void {
  if (resultBucket) {
    for (const [prop, value] of Object.entries({ resultRetention, accessLogsBucket })) {
      if (value !== undefined) {
        throw new Error(`${prop} is for the bucket that addTable creates, but resultBucket is given as well (${resultBucket.node.path}). `
          + `Remove one of the two, or set ${prop} where the given bucket is created`);
      }
    }
  }
  checkDays('resultRetention', resultRetention);
}

function checkDays(prop: string, duration: Duration | undefined): void {
  if (duration === undefined || duration.isUnresolved()) return;
  const days = duration.toDays({ integral: false });
  if (Number.isInteger(days) && days >= 1) return;
  throw new Error(`${prop} must be in whole days, at least 1 day, got ${duration.toHumanString()}`);
}

function checkPrices({ lambdaPrices = {} }: TelemetryTableProps): void {
  for (const [name, price] of Object.entries(lambdaPrices)) {
    if (price === undefined) continue;
    if (typeof price !== 'number' || Token.isUnresolved(price) || !(price >= 0)) throw new Error(`lambdaPrices.${name} must be a number of US dollars, got ${price}`);
  }
}
