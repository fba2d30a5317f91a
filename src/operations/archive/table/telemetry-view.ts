import { levelOfNameSql, levelOfTextSql } from './level-sql';

/** A column of the view. The types are those of Athena's SQL and of the Glue Data Catalog. */
interface Column {
  readonly name: string;
  readonly sql: string;
  readonly type: 'varchar' | 'bigint' | 'double' | 'timestamp(3)';
}

const GLUE_TYPES: Readonly<Record<Column['type'], string>> = { 'varchar': 'string', 'bigint': 'bigint', 'double': 'double', 'timestamp(3)': 'timestamp' };

export interface TelemetryViewProps {
  readonly databaseName: string;
  /** The table with a column `line`. */
  readonly linesTableName: string;
  readonly partitionKeys: readonly string[];
}

/** The view with the fields of the envelope as columns. */
export interface TelemetryView {
  /** The query behind the view. */
  readonly sql: string;
  /** The definition in the form that Athena stores in the Glue Data Catalog, to be encoded in base64. */
  readonly definition: string;
  readonly glueColumns: readonly { readonly name: string; readonly type: string }[];
}

const text = (path: string) => `json_extract_scalar(line, '$.${path}')`;
const json = (path: string) => `json_format(json_extract(line, '$.${path}'))`;

/** The member of each envelope that is read more than once. */
const READ_ONCE: Readonly<Record<string, string>> = {
  type: text('type'),
  source: text('source'),
  text: text('record'),
  stated_level: text('record.level'),
  severity: text('record.severity'),
  status: text('record.status'),
};

const LEVEL = `CASE
      WHEN type IN ('telemetry.dropped', 'platform.logsDropped') THEN 'error'
      WHEN type LIKE 'platform.%' THEN CASE WHEN status <> 'success' THEN 'error' END
      WHEN text IS NULL THEN coalesce(${levelOfNameSql('stated_level')}, ${levelOfNameSql('severity')})
      ELSE ${levelOfTextSql('text')}
    END`;

/** @see https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html */
const COLUMNS: readonly Column[] = [
  { name: 'time', sql: `try(CAST(from_iso8601_timestamp(${text('time')}) AS timestamp(3)))`, type: 'timestamp(3)' },
  { name: 'type', sql: 'type', type: 'varchar' },
  { name: 'function', sql: "split_part(source, ':', 7)", type: 'varchar' },
  { name: 'version', sql: text('version'), type: 'varchar' },
  { name: 'environment', sql: text('environment'), type: 'varchar' },
  { name: 'sequence', sql: `try_cast(${text('sequence')} AS bigint)`, type: 'bigint' },
  { name: 'request_id', sql: text('requestId'), type: 'varchar' },
  { name: 'level', sql: LEVEL, type: 'varchar' },
  { name: 'message', sql: `coalesce(text, ${text('record.message')}, ${text('record.msg')})`, type: 'varchar' },
  { name: 'record', sql: json('record'), type: 'varchar' },
  { name: 'attributes', sql: json('attributes'), type: 'varchar' },
  { name: 'masked', sql: json('masked'), type: 'varchar' },
  { name: 'sample_rate', sql: `try_cast(${text('sampleRate')} AS double)`, type: 'double' },
  { name: 'truncated_bytes', sql: `try_cast(${text('truncatedBytes')} AS bigint)`, type: 'bigint' },
  { name: 'source', sql: 'source', type: 'varchar' },
];

/**
 * Returns the view. Athena keeps a view as a table of the Glue Data Catalog, whose text is the definition.
 *
 * @see https://github.com/trinodb/trino/blob/master/plugin/trino-hive/src/main/java/io/trino/plugin/hive/ViewReaderUtil.java
 */
export function telemetryView({ databaseName, linesTableName, partitionKeys }: TelemetryViewProps): TelemetryView {
  // Athena finds the folders by the columns of the table, and not by what a line says.
  const columns: readonly Column[] = [
    ...COLUMNS.map((column) => partitionKeys.includes(column.name) ? { ...column, sql: quoted(column.name) } : column),
    ...['date', 'hour', 'line'].map((name) => ({ name, sql: quoted(name), type: 'varchar' }) as const),
  ];
  const sql = `SELECT
    ${columns.map((column) => column.sql === quoted(column.name) ? column.sql : `${column.sql} AS ${quoted(column.name)}`).join(',\n    ')}
FROM (
  SELECT
    ${Object.entries(READ_ONCE).map(([name, expression]) => `${expression} AS ${name}`).join(',\n    ')},
    ${[...partitionKeys, 'line'].map(quoted).join(', ')}
  FROM ${quoted(databaseName)}.${quoted(linesTableName)}
)`;
  return {
    sql,
    definition: JSON.stringify({
      originalSql: sql,
      catalog: 'awsdatacatalog',
      schema: databaseName,
      columns: columns.map(({ name, type }) => ({ name, type })),
      // Trino requires an owner. To Athena only the permissions of its caller matter.
      owner: 'cdk-kinesis-telemetry-extension',
      runAsInvoker: false,
    }),
    glueColumns: columns.map(({ name, type }) => ({ name, type: GLUE_TYPES[type] })),
  };
}

function quoted(name: string): string {
  return `"${name}"`;
}
