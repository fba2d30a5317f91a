import { Duration, Size } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { LambdaPrices } from './lambda-prices';

/**
 * Properties of the table with which Athena queries an archive.
 *
 * @see https://docs.aws.amazon.com/athena/latest/ug/what-is.html
 */
export interface TelemetryTableProps {
  /**
   * The name of the database in the Glue Data Catalog that `addTable` creates: lowercase letters, digits and underscores.
   *
   * @default - a name from the path of the archive in the app
   * @see https://docs.aws.amazon.com/athena/latest/ug/tables-databases-columns-names.html
   */
  readonly databaseName?: string;

  /**
   * The name of the view with the fields of the envelope as columns: lowercase letters, digits and underscores. The table with the stored lines has
   * this name with the suffix `_lines`.
   *
   * @default 'telemetry'
   */
  readonly tableName?: string;

  /**
   * The name of Athena's workgroup for the queries.
   *
   * @default - a name from the path of the archive in the app
   * @see https://docs.aws.amazon.com/athena/latest/ug/workgroups-manage-queries-control-costs.html
   */
  readonly workGroupName?: string;

  /**
   * The functions that queries find, only for `ArchivePartitioning.FUNCTION_AND_DATE`. Queries need not name a function then. They do **not** find
   * functions that are not in this list.
   *
   * @default - all functions; each query must name those that it reads (`WHERE function IN ('orders', 'payments')`), otherwise Athena rejects it
   * @see https://docs.aws.amazon.com/athena/latest/ug/partition-projection-supported-types.html
   */
  readonly functionNames?: string[];

  /**
   * How much a query may read, at least 10 MB. Athena ends a query that reads more, and charges for what it has read. Compressed objects count with
   * their compressed size.
   *
   * @default Size.gibibytes(100)
   * @see https://docs.aws.amazon.com/athena/latest/ug/workgroups-setting-control-limits-cloudwatch.html
   */
  readonly scanLimit?: Size;

  /**
   * The bucket for the results of queries. You manage its lifecycle, encryption and access logs. The results are in the folder `athena-results/`.
   *
   * @default - a new bucket, with the encryption key and the removal policy of the archive
   */
  readonly resultBucket?: s3.IBucket;

  /**
   * When results are deleted, in whole days, at least 1 day. Cannot be given together with `resultBucket`.
   *
   * @default Duration.days(30)
   */
  readonly resultRetention?: Duration;

  /**
   * The bucket for the access logs of the bucket that `addTable` creates. Cannot be given together with `resultBucket`.
   *
   * @default - the bucket for the access logs of the archive's bucket; a new bucket if the archive was given its bucket
   */
  readonly accessLogsBucket?: s3.IBucket;

  /**
   * What Lambda charges, for the saved query that calculates the cost by function.
   *
   * @default - the prices of most regions, in the first tier, as of 2026-11-20
   */
  readonly lambdaPrices?: LambdaPrices;
}
