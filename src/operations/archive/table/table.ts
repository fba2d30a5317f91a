import { Annotations, Fn, Names, Size, Stack, Token } from 'aws-cdk-lib';
import * as athena from 'aws-cdk-lib/aws-athena';
import * as glue from 'aws-cdk-lib/aws-glue';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { partitioningOf } from './partition-projection';
import { grantQuery } from './query-permissions';
import { createResultBucket } from './query-results';
import { SavedQueries } from './saved-queries';
import { checkTableProps } from './table-checks';
import { TelemetryTableProps } from './table-props';
import { telemetryView } from './telemetry-view';
import { injectedProps } from '../../../resources/injected-props';
import { StreamContents } from '../../../stream/stream-contents';
import { ArchivePartitioning } from '../archive-partitioning';
import { TelemetryArchiveProps } from '../archive-props';

const UNREADABLE_CLASS_WARNING = 'cdk-kinesis-telemetry-extension:unreadableStorageClass';

const ID = 'Table';
const DEFAULT_SCAN_LIMIT = Size.gibibytes(100);
const RESULT_PREFIX = 'athena-results/';
const LONGEST_NAME = 100;

/** https://docs.aws.amazon.com/athena/latest/ug/engine-versions-reference-0003.html */
const ENGINE = 'Athena engine version 3';

/** https://docs.aws.amazon.com/athena/latest/ug/querying-glacier.html: objects that are not restored are left out, without an error. */
const UNREADABLE_CLASSES = [s3.StorageClass.GLACIER, s3.StorageClass.DEEP_ARCHIVE];

/** The archive that the table reads. */
interface Archived {
  readonly archive: Construct;
  readonly bucket: s3.IBucket;
  readonly prefix: string;
  readonly props: TelemetryArchiveProps;
  readonly contents: StreamContents;
  /** Of the archive's bucket, if the archive has created it. */
  readonly accessLogsBucket?: s3.IBucket;
}

/**
 * The table with which Athena queries an archive, created by `addTable`: a database with a view of the telemetry, a workgroup that limits what a query
 * reads, and saved queries.
 *
 * @see https://docs.aws.amazon.com/athena/latest/ug/what-is.html
 */
export class TelemetryTable extends Construct {
  /** The id of this class for property injection. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-kinesis-telemetry-extension.TelemetryTable';

  /** @internal */
  public static _of(archived: Archived, given: TelemetryTableProps): TelemetryTable {
    const { archive, contents } = archived;
    const props = injectedProps(TelemetryTable.PROPERTY_INJECTION_ID, given, { scope: archive, id: ID });
    try {
      if (archive.node.tryFindChild(ID)) throw new Error('the archive already has a table. Call addTable only once');
      checkTableProps(props, archived.props, contents);
    } catch (cause) {
      throw new Error(`${archive.node.path}, addTable: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    }
    return new TelemetryTable(archived, props);
  }

  /** The name of the database in the Glue Data Catalog. */
  public readonly databaseName: string;

  /** The name of the view with the fields of the envelope as columns. */
  public readonly tableName: string;

  /** The name of the table with the stored lines, from which the view reads. */
  public readonly linesTableName: string;

  /** The name of Athena's workgroup. */
  public readonly workGroupName: string;

  /** The bucket for the results of queries. */
  public readonly resultBucket: s3.IBucket;

  private readonly archived: Archived;

  private constructor(archived: Archived, props: TelemetryTableProps) {
    super(archived.archive, ID);
    this.archived = archived;
    const { bucket, prefix } = archived;
    const { expireAfter, encryptionKey, removalPolicy, partitioning } = archived.props;
    const byFunction = partitioning === ArchivePartitioning.FUNCTION_AND_DATE;
    const databaseName = props.databaseName ?? Names.uniqueResourceName(this, { separator: '_', maxLength: LONGEST_NAME }).toLowerCase();
    this.tableName = props.tableName ?? 'telemetry';
    this.linesTableName = `${this.tableName}_lines`;

    const database = new glue.CfnDatabase(this, 'Database', {
      catalogId: Stack.of(this).account, databaseInput: { name: databaseName, description: 'Telemetry of Lambda functions' },
    });
    this.databaseName = database.ref;
    const location = `s3://${bucket.bucketName}/${prefix}`;
    const { keys, parameters } = partitioningOf({ location, byFunction, functionNames: props.functionNames, expireAfter });
    const lines = this.addLines(location, keys, parameters);
    // The view is JSON in base64, so that a reference could not be resolved in it.
    const view = this.addView(databaseName, keys);
    view.addDependency(lines);

    this.resultBucket = props.resultBucket ?? createResultBucket(this, {
      encryptionKey, removalPolicy, retention: props.resultRetention, accessLogsBucket: props.accessLogsBucket ?? archived.accessLogsBucket,
    });
    this.workGroupName = this.addWorkGroup(props).ref;
    new SavedQueries(this, 'Queries', {
      source: { view: `"${databaseName}"."${this.tableName}"`, needsFunction: byFunction && !props.functionNames },
      database: this.databaseName, workGroup: this.workGroupName, prices: props.lambdaPrices,
    });
    this.warnOfUnreadableObjects();
  }

  /**
   * Allows a principal to query the table in its workgroup: to run and read queries, to use the saved queries, to read the database and the archive,
   * and to write results.
   *
   * In accounts with AWS Lake Formation, the principal also needs its permissions. Athena's console lists workgroups, which needs
   * `athena:ListWorkGroups` and `athena:ListDataCatalogs` for all resources.
   *
   * @param grantee the principal
   * @see https://docs.aws.amazon.com/athena/latest/ug/managed-policies.html
   */
  public grantQuery(grantee: iam.IGrantable): iam.Grant {
    const { databaseName, workGroupName, resultBucket, archived: { bucket, prefix } } = this;
    return grantQuery(this, grantee, { databaseName, workGroupName, bucket, prefix, resultBucket, resultPrefix: RESULT_PREFIX });
  }

  /**
   * One text column: an event is any JSON, and no line break or control character can be in it.
   *
   * @see https://docs.aws.amazon.com/athena/latest/ug/lazy-simple-serde.html
   */
  private addLines(location: string, partitionKeys: readonly string[], parameters: Readonly<Record<string, string>>): glue.CfnTable {
    return new glue.CfnTable(this, 'Lines', {
      catalogId: Stack.of(this).account,
      databaseName: this.databaseName,
      tableInput: {
        name: this.linesTableName,
        description: 'Telemetry as stored: a line of JSON for each event',
        tableType: 'EXTERNAL_TABLE',
        parameters: { EXTERNAL: 'TRUE', ...parameters },
        partitionKeys: partitionKeys.map((name) => ({ name, type: 'string' })),
        storageDescriptor: {
          columns: [{ name: 'line', type: 'string', comment: 'The envelope, as JSON' }],
          location,
          numberOfBuckets: 0,
          inputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
          outputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
          serdeInfo: {
            serializationLibrary: 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe',
            // The delimiter is the control character 1, which JSON must escape.
            parameters: { 'serialization.format': '1' },
          },
        },
      },
    });
  }

  private addView(databaseName: string, partitionKeys: readonly string[]): glue.CfnTable {
    const { definition, glueColumns } = telemetryView({ databaseName, linesTableName: this.linesTableName, partitionKeys });
    const encoded = Token.isUnresolved(definition) ? Fn.base64(definition) : Buffer.from(definition).toString('base64');
    return new glue.CfnTable(this, 'View', {
      catalogId: Stack.of(this).account,
      databaseName: this.databaseName,
      tableInput: {
        name: this.tableName,
        description: 'Telemetry: the fields of the envelope as columns',
        tableType: 'VIRTUAL_VIEW',
        parameters: { presto_view: 'true', comment: 'Presto View' },
        partitionKeys: [],
        storageDescriptor: { columns: [...glueColumns], location: '', numberOfBuckets: 0, serdeInfo: {} },
        viewOriginalText: `/* Presto View: ${encoded} */`,
        viewExpandedText: '/* Presto View */',
      },
    });
  }

  private addWorkGroup({ workGroupName, scanLimit = DEFAULT_SCAN_LIMIT }: TelemetryTableProps): athena.CfnWorkGroup {
    const { encryptionKey } = this.resultBucket;
    return new athena.CfnWorkGroup(this, 'WorkGroup', {
      name: workGroupName ?? Names.uniqueResourceName(this, { separator: '-', maxLength: LONGEST_NAME }),
      description: 'Queries of the telemetry of Lambda functions',
      // It has saved queries and a history, which would prevent its deletion.
      recursiveDeleteOption: true,
      workGroupConfiguration: {
        enforceWorkGroupConfiguration: true,
        publishCloudWatchMetricsEnabled: true,
        requesterPaysEnabled: false,
        bytesScannedCutoffPerQuery: scanLimit.toBytes(),
        engineVersion: { selectedEngineVersion: ENGINE },
        resultConfiguration: {
          outputLocation: `s3://${this.resultBucket.bucketName}/${RESULT_PREFIX}`,
          encryptionConfiguration: encryptionKey ? { encryptionOption: 'SSE_KMS', kmsKey: encryptionKey.keyArn } : { encryptionOption: 'SSE_S3' },
        },
      },
    });
  }

  private warnOfUnreadableObjects(): void {
    const { transitionTo } = this.archived.props;
    if (!transitionTo || !UNREADABLE_CLASSES.some(({ value }) => value === transitionTo.value)) return;
    Annotations.of(this).addWarningV2(UNREADABLE_CLASS_WARNING,
      `Queries leave out objects in the storage class ${transitionTo.value}, to which the archive moves them, without an error. `
      + 'Use s3.StorageClass.GLACIER_INSTANT_RETRIEVAL');
  }
}
