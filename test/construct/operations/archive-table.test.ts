import { App, Aws, Duration, Lazy, PropertyInjectors, RemovalPolicy, Size, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import {
  ArchivePartitioning, Compression, KinesisTelemetryExtension, KinesisTelemetryExtensionProps,
  RecordFormat, TelemetryArchiveProps, TelemetryTable, TelemetryTableProps,
} from '../../../src';
import { newStack, propertiesIn } from '../fixtures';

interface TableInput {
  readonly Name: string;
  readonly Parameters: Record<string, unknown>;
  readonly PartitionKeys: { readonly Name: string; readonly Type: string }[];
  readonly StorageDescriptor: {
    readonly Location: unknown;
    readonly Columns: { readonly Name: string; readonly Type: string }[];
    readonly SerdeInfo: unknown;
  };
  readonly ViewOriginalText?: unknown;
}

function make(
  props?: TelemetryTableProps, archiveProps?: TelemetryArchiveProps, extensionProps?: KinesisTelemetryExtensionProps, stack: Stack = newStack(),
) {
  const table = new KinesisTelemetryExtension(stack, 'Telemetry', extensionProps).addArchive('Archive', archiveProps).addTable(props);
  return { stack, table };
}

const tablesIn = (stack: Stack) => {
  const [lines, view] = propertiesIn<{ TableInput: TableInput }>(stack, 'AWS::Glue::Table').map(({ TableInput }) => TableInput)
    .sort((a, b) => Number(a.ViewOriginalText !== undefined) - Number(b.ViewOriginalText !== undefined));
  return { lines, view };
};
const definitionOf = ({ ViewOriginalText }: TableInput) =>
  JSON.parse(Buffer.from(/^\/\* Presto View: (.+) \*\/$/.exec(String(ViewOriginalText))![1], 'base64').toString()) as
    {
      readonly originalSql: string;
      readonly catalog: string;
      readonly schema: string;
      readonly columns: { readonly name: string; readonly type: string }[];
    };
const queriesIn = (stack: Stack) => propertiesIn<{ Name: string; Description: string; QueryString: string }>(stack, 'AWS::Athena::NamedQuery');
const workGroupIn = (stack: Stack) => propertiesIn<{ Name: string; WorkGroupConfiguration: Record<string, unknown> }>(stack, 'AWS::Athena::WorkGroup')[0];

const byFunction = { partitioning: ArchivePartitioning.FUNCTION_AND_DATE };

describe('a table with default settings', () => {
  const { stack, table } = make();
  const template = Template.fromStack(stack);

  test('finds the folders of a day and hour by itself, up to now', () => {
    const { lines } = tablesIn(stack);
    expect(lines.PartitionKeys).toEqual([{ Name: 'date', Type: 'string' }, { Name: 'hour', Type: 'string' }]);
    expect(lines.Parameters).toMatchObject({
      'projection.enabled': 'true', 'projection.date.type': 'date', 'projection.date.format': 'yyyy-MM-dd', 'projection.date.range': '2026-01-01,NOW',
      'projection.hour.type': 'integer', 'projection.hour.range': '0,23', 'projection.hour.digits': '2',
    });
    expect(JSON.stringify(lines.Parameters['storage.location.template'])).toMatch(/^\{"Fn::Join":\["",\["s3:\/\/",\{"Ref":"TelemetryArchiveBucket\w+"\},"\/telemetry\/date=\$\{date\}\/hour=\$\{hour\}\/"\]\]\}$/);
    template.resourceCountIs('AWS::Glue::Crawler', 0);
  });

  test('reads a line of text for each event, and not JSON, in which a record could have any type', () => {
    const { lines } = tablesIn(stack);
    expect(lines.StorageDescriptor).toMatchObject({
      Columns: [{ Name: 'line', Type: 'string' }],
      SerdeInfo: { SerializationLibrary: 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe' },
    });
  });

  test('has a view whose columns are the same in the catalog and in its definition', () => {
    const { lines, view } = tablesIn(stack);
    const { originalSql, schema, catalog, columns } = definitionOf(view);
    expect([lines.Name, view.Name]).toEqual(['telemetry_lines', 'telemetry']);
    expect(view.Parameters).toEqual({ presto_view: 'true', comment: 'Presto View' });
    expect(catalog).toBe('awsdatacatalog');
    expect(columns.map(({ name }) => name)).toEqual([
      'time', 'type', 'function', 'version', 'environment', 'sequence', 'request_id', 'level', 'message', 'record', 'attributes', 'masked', 'sample_rate', 'truncated_bytes',
      'source', 'date', 'hour', 'line',
    ]);
    const types: Record<string, string> = { 'varchar': 'string', 'bigint': 'bigint', 'double': 'double', 'timestamp(3)': 'timestamp' };
    expect(view.StorageDescriptor.Columns).toEqual(columns.map(({ name, type }) => ({ Name: name, Type: types[type] })));
    expect(originalSql).toContain(`FROM "${schema}"."telemetry_lines"`);
  });

  test('has names that are made from the path, as SQL and IAM allow them', () => {
    const [{ DatabaseInput: { Name: name } }] = propertiesIn<{ DatabaseInput: { Name: string } }>(stack, 'AWS::Glue::Database');
    expect(name).toMatch(/^stack_telemetry_archive_table\w*$/);
    expect(definitionOf(tablesIn(stack).view).schema).toBe(name);
    expect(workGroupIn(stack).Name).toMatch(/^Stack-Telemetry-Archive-Table/);
    expect(stack.resolve(table.databaseName)).toEqual({ Ref: expect.stringMatching(/Database/) });
    expect([table.tableName, table.linesTableName]).toEqual(['telemetry', 'telemetry_lines']);
  });

  test('has a workgroup that limits what a query reads, encrypts results and lets nobody overrule this', () => {
    expect(workGroupIn(stack).WorkGroupConfiguration).toMatchObject({
      EnforceWorkGroupConfiguration: true,
      BytesScannedCutoffPerQuery: 100 * 1024 ** 3,
      EngineVersion: { SelectedEngineVersion: 'Athena engine version 3' },
      ResultConfiguration: { EncryptionConfiguration: { EncryptionOption: 'SSE_S3' } },
    });
    template.hasResourceProperties('AWS::Athena::WorkGroup', { RecursiveDeleteOption: true });
  });

  test('keeps results for 30 days, in a private bucket that logs to the bucket for the access logs of the archive', () => {
    const buckets = Object.entries(template.findResources('AWS::S3::Bucket'));
    const [, { Properties: results, DeletionPolicy: policy }] = buckets.find(([id]) => id.startsWith('TelemetryArchiveTableResults'))!;
    expect(results).toMatchObject({
      LifecycleConfiguration: { Rules: [expect.anything(), { ExpirationInDays: 30, Status: 'Enabled' }] },
      LoggingConfiguration: { DestinationBucketName: { Ref: expect.stringMatching(/^TelemetryArchiveAccessLogs/) } },
      PublicAccessBlockConfiguration: { BlockPublicAcls: true },
    });
    expect(policy).toBe('Retain');
    expect(buckets).toHaveLength(3);
  });

  test('has the saved queries in its workgroup, each with a description, of the last days, and without counting a copy', () => {
    const queries = queriesIn(stack);
    expect(queries.map(({ Name }) => Name)).toEqual([
      'errors by function', 'slowest requests', 'cold starts', 'one request', 'memory used and paid for', 'cost by function', 'completeness',
    ].map((name) => `Telemetry: ${name}`));
    for (const { Description, QueryString } of queries) {
      expect(Description.length).toBeGreaterThan(30);
      expect(QueryString).toMatch(/SELECT DISTINCT environment,\s+sequence/);
      expect(QueryString).toMatch(/WHERE date >= date_format\(current_timestamp - INTERVAL '7' DAY/);
      // https://docs.aws.amazon.com/athena/latest/ug/service-limits.html
      expect(Buffer.byteLength(QueryString)).toBeLessThan(262_144);
      expect(QueryString.match(/\?/g) ?? []).toHaveLength(/request_id = \?/.test(QueryString) ? 1 : 0);
    }
  });
});

describe('a table of an archive by function', () => {
  test('takes the functions from the query, which must name them: it would not find others', () => {
    const { stack } = make({}, byFunction);
    const { lines, view } = tablesIn(stack);
    expect(lines.PartitionKeys.map(({ Name }) => Name)).toEqual(['function', 'date', 'hour']);
    expect(lines.Parameters).toMatchObject({ 'projection.function.type': 'injected' });
    expect(JSON.stringify(lines.Parameters['storage.location.template'])).toContain('/telemetry/function=${function}/date=${date}/hour=${hour}/');
    expect(definitionOf(view).originalSql).not.toContain('split_part');
    for (const { QueryString } of queriesIn(stack)) expect(QueryString).toMatch(/\n {4}AND function = \?\n/);
  });

  test('with functionNames, needs no function in a query', () => {
    const { stack } = make({ functionNames: ['orders', 'payments'] }, byFunction);
    expect(tablesIn(stack).lines.Parameters).toMatchObject({ 'projection.function.type': 'enum', 'projection.function.values': 'orders,payments' });
    for (const { QueryString } of queriesIn(stack)) expect(QueryString).not.toContain('function = ?');
  });
});

test('does not look for days that have expired', () => {
  const { stack } = make({}, { expireAfter: Duration.days(365) });
  expect(tablesIn(stack).lines.Parameters['projection.date.range']).toBe('NOW-367DAYS,NOW');
});

test('has the key, the removal policy and the folder of the archive', () => {
  const stack = newStack();
  const key = new kms.Key(stack, 'Key');
  make({ resultRetention: Duration.days(1), scanLimit: Size.gibibytes(1) }, { encryptionKey: key, removalPolicy: RemovalPolicy.DESTROY, prefix: 'ours/' }, {}, stack);
  const keyArn = { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] };
  expect(workGroupIn(stack).WorkGroupConfiguration).toMatchObject({
    BytesScannedCutoffPerQuery: 1024 ** 3, ResultConfiguration: { EncryptionConfiguration: { EncryptionOption: 'SSE_KMS', KmsKey: keyArn } },
  });
  expect(JSON.stringify(tablesIn(stack).lines.StorageDescriptor.Location)).toContain('/ours/"');
  const results = Template.fromStack(stack).findResources('AWS::S3::Bucket', { Properties: { LoggingConfiguration: { LogFilePrefix: 'athena-results/' } } });
  expect(Object.values(results)).toEqual([expect.objectContaining({ DeletionPolicy: 'Delete' })]);
  expect(JSON.stringify(results)).toContain('"ExpirationInDays":1');
});

test('uses given buckets and names', () => {
  const stack = newStack();
  const [bucket, resultBucket] = ['archive', 'results'].map((name) => s3.Bucket.fromBucketName(stack, name, name));
  make({ resultBucket, databaseName: 'lake', tableName: 'events', workGroupName: 'analysts' }, { bucket }, {}, stack);
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::S3::Bucket', 0);
  expect(tablesIn(stack).lines.StorageDescriptor.Location).toBe('s3://archive/telemetry/');
  expect(workGroupIn(stack)).toMatchObject({ Name: 'analysts', WorkGroupConfiguration: { ResultConfiguration: { OutputLocation: 's3://results/athena-results/' } } });
  for (const { QueryString } of queriesIn(stack)) expect(QueryString).toContain('FROM "lake"."events"');
});

test('with a given archive bucket, creates a bucket for the access logs of results, unless one is given', () => {
  const stack = newStack();
  const bucket = s3.Bucket.fromBucketName(stack, 'Given', 'archive');
  make({}, { bucket }, {}, stack);
  Template.fromStack(stack).resourceCountIs('AWS::S3::Bucket', 2);
  const other = newStack();
  make({ accessLogsBucket: s3.Bucket.fromBucketName(other, 'Logs', 'logs') }, { bucket: s3.Bucket.fromBucketName(other, 'Given', 'archive') }, {}, other);
  Template.fromStack(other).resourceCountIs('AWS::S3::Bucket', 1);
});

test('a database name that is known only at deployment is in the view, too', () => {
  const stack = newStack();
  make({ databaseName: `telemetry_${Aws.REGION}` }, {}, {}, stack);
  const [original] = Object.values(Template.fromStack(stack).findResources('AWS::Glue::Table'))
    .map(({ Properties }) => (Properties as { TableInput: TableInput }).TableInput.ViewOriginalText).filter((text) => text !== undefined);
  const text = JSON.stringify(original);
  expect(text).toMatch(/^\{"Fn::Join":\["",\["\/\* Presto View: ",\{"Fn::Base64":\{"Fn::Join"/);
  expect(text).toContain('{"Ref":"AWS::Region"}');
});

test('several archives have a table each', () => {
  const stack = newStack();
  const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
  const names = [telemetry.addArchive('One'), telemetry.addArchive('Two')].map((archive) => archive.addTable());
  const databases = propertiesIn<{ DatabaseInput: { Name: string } }>(stack, 'AWS::Glue::Database').map(({ DatabaseInput }) => DatabaseInput.Name);
  expect(new Set(databases).size).toBe(2);
  expect(new Set(names.map(({ workGroupName }) => JSON.stringify(stack.resolve(workGroupName)))).size).toBe(2);
});

test('an injector has its way with the props', () => {
  const app = new App({ analyticsReporting: false });
  PropertyInjectors.of(app).add({
    constructUniqueId: TelemetryTable.PROPERTY_INJECTION_ID, inject: (props: object) => ({ tableName: 'ours', ...props }),
  });
  const { table } = make({}, {}, {}, newStack({}, app));
  expect(table.tableName).toBe('ours');
});

test('the prices of Lambda are those that are given', () => {
  const { stack } = make({ lambdaPrices: { x86GbSecond: 0.00002, armGbSecond: undefined } });
  const { QueryString } = queriesIn(stack).find(({ Name }) => Name.includes('cost'))!;
  expect(QueryString).toContain('round(2E-5 * sum(gb_seconds) + 2E-1 * sum(weight) / 1000000, 6) AS usd_on_x86_64');
  expect(QueryString).toContain('round(1.33334E-5 * sum(gb_seconds)');
});

describe('grantQuery', () => {
  function grant(archiveProps: TelemetryArchiveProps = {}, region = 'eu-west-1') {
    const stack = newStack({ env: { account: '111111111111', region } });
    const { table } = make({}, archiveProps, {}, stack);
    const role = new iam.Role(stack, 'Analyst', { assumedBy: new iam.AccountRootPrincipal() });
    table.grantQuery(role);
    const [{ PolicyDocument: { Statement: statements } }] = propertiesIn<{ PolicyDocument: { Statement: { Action: string | string[]; Resource: unknown }[] } }>(stack, 'AWS::IAM::Policy');
    return { stack, statements };
  }

  test('allows queries in the workgroup, and to read this database and this archive only', () => {
    const { statements } = grant();
    const of = (action: string) => statements
      .filter(({ Action }) => [Action].flat().includes(action)).map(({ Resource }) => JSON.stringify(Resource));
    expect(of('athena:StartQueryExecution')).toEqual([expect.stringMatching(/:athena:eu-west-1:111111111111:workgroup\/",\{"Ref":"TelemetryArchiveTableWorkGroup/)]);
    expect(of('glue:GetTable')).toEqual([expect.stringContaining('database/default')]);
    expect(of('glue:GetTable')[0]).toMatch(/:table\/",\{"Ref":"TelemetryArchiveTableDatabase\w*"\},"\/\*"/);
    expect(of('s3:GetObject')).toEqual([expect.stringMatching(/TelemetryArchiveBucket.+\/telemetry\/\*/), expect.stringMatching(/TelemetryArchiveTableResults.+\/athena-results\/\*/)]);
    expect(of('s3:PutObject')).toEqual([expect.stringMatching(/TelemetryArchiveTableResults/)]);
    expect(statements.flatMap(({ Action }) => Action).filter((action) => action.includes('*'))).toEqual([]);
    expect(statements.some(({ Resource }) => Resource === '*')).toBe(false);
  });

  test('allows the use of the key', () => {
    expect(grant().statements.flatMap(({ Action }) => Action).filter((action) => action.startsWith('kms:'))).toEqual([]);
    const stack = newStack({ env: { account: '111111111111', region: 'eu-west-1' } });
    const { table } = make({}, { encryptionKey: new kms.Key(stack, 'Key') }, {}, stack);
    table.grantQuery(new iam.Role(stack, 'Analyst', { assumedBy: new iam.AccountRootPrincipal() }));
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: Match.arrayWith(['kms:Decrypt', 'kms:GenerateDataKey*']) })]) },
    });
  });

  test('names the partition of the region', () => {
    const { statements } = grant({}, 'us-gov-west-1');
    expect(JSON.stringify(statements)).not.toContain('arn:aws:');
  });
});

test('warns of objects that queries leave out without an error', () => {
  const { stack } = make({}, { transitionTo: s3.StorageClass.DEEP_ARCHIVE });
  Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('Queries leave out objects in the storage class DEEP_ARCHIVE.*unreadableStorageClass'));
  Annotations.fromStack(make().stack).hasNoWarning('*', Match.stringLikeRegexp('unreadableStorageClass'));
});

const { SNAPPY, ZIP, HADOOP_SNAPPY, GZIP, UNCOMPRESSED } = firehose.Compression;
const given = () => s3.Bucket.fromBucketName(newStack(), 'Given', 'given');
const ERRORS: [string, Parameters<typeof make>, RegExp][] = [
  ['the format of CloudWatch Logs', [{}, {}, { recordFormat: RecordFormat.CLOUDWATCH_LOGS }], /Telemetry\/Archive, addTable: Athena reads one event per line.*Use RecordFormat.NDJSON/],
  ['Snappy', [{}, { compression: SNAPPY }], /Athena does not read what Firehose compresses with Snappy/],
  ['Snappy of Hadoop', [{}, { compression: HADOOP_SNAPPY }], /compresses with HADOOP_SNAPPY/],
  ['Zip', [{}, { compression: ZIP }], /compresses with ZIP/],
  ['a folder with an expression', [{}, { prefix: 'a${b}/' }], /prefix contains \$\{/],
  ['a database name with a hyphen', [{ databaseName: 'my-lake' }], /databaseName must be 1 to 200 lowercase letters, digits and underscores, got "my-lake"/],
  ['an uppercase table name', [{ tableName: 'Telemetry' }], /tableName must be/],
  ['a workgroup name with a space', [{ workGroupName: 'the analysts' }], /workGroupName must be/],
  ['a limit below 10 MB', [{ scanLimit: Size.mebibytes(9) }], /scanLimit must be at least 10000000 bytes \(10 MB\), got 9437184 bytes/],
  ['functions of an archive by date', [{ functionNames: ['orders'] }], /functionNames is for archives with ArchivePartitioning.FUNCTION_AND_DATE/],
  ['an empty list of functions', [{ functionNames: [] }, byFunction], /functionNames must name at least one function/],
  ['a function with a comma', [{ functionNames: ['a,b'] }, byFunction], /functionNames must be the name of a function/],
  ['results that are kept for hours', [{ resultRetention: Duration.hours(36) }], /resultRetention must be in whole days, at least 1 day/],
  ['results that are not kept', [{ resultRetention: Duration.days(0) }], /resultRetention must be in whole days/],
  ['a retention for a given bucket', [{ resultBucket: given(), resultRetention: Duration.days(1) }], /resultRetention is for the bucket that addTable creates, but resultBucket is given/],
  ['access logs for a given bucket', [{ resultBucket: given(), accessLogsBucket: given() }], /accessLogsBucket is for the bucket that addTable creates/],
  ['a negative price', [{ lambdaPrices: { armGbSecond: -1 } }], /lambdaPrices.armGbSecond must be a number of US dollars, got -1/],
];

test.each(ERRORS)('rejects %s', (_, args, message) => {
  expect(() => make(...args)).toThrow(message);
});

test.each<[string, Parameters<typeof make>]>([
  ['gzip', [{}, { compression: GZIP }]],
  ['uncompressed objects', [{}, { compression: UNCOMPRESSED }]],
  ['records with gzip', [{}, {}, { compression: Compression.GZIP }]],
  ['records with Zstandard', [{}, {}, { compression: Compression.ZSTD }]],
  ['aggregated records', [{}, byFunction, { recordFormat: RecordFormat.KPL_AGGREGATED }]],
  ['a limit that is known only at deployment', [{ scanLimit: Size.bytes(Lazy.number({ produce: () => 1e9 })) }]],
])('accepts %s', (_, args) => {
  expect(() => Template.fromStack(make(...args).stack)).not.toThrow();
});

test('an archive has one table', () => {
  const archive = new KinesisTelemetryExtension(newStack(), 'Telemetry').addArchive('Archive');
  archive.addTable();
  expect(() => archive.addTable()).toThrow(/Stack\/Telemetry\/Archive, addTable: the archive already has a table. Call addTable only once/);
});
