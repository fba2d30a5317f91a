/** From the lowest to the highest, as pino and bunyan number them: 10 is trace, 60 is fatal. */
const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];

/** Names of other languages and loggers. */
const SYNONYMS = { warning: 'warn', critical: 'fatal', severe: 'error', err: 'error', information: 'info', notice: 'info', verbose: 'trace' };

/** Text logs of Node.js (time, request id, level, message), of Python and Java ("[LEVEL] …"), and of Go's slog ("level=INFO"). */
const IN_TEXT = ['^\\S+Z\\t\\S+\\t([A-Z]+)\\t', '^\\[([A-Za-z]+)\\]', '(?:^|\\s)level="?([A-Za-z]+)\\b'];

/** Lines that Lambda writes when it ends a function. */
const ENDED_BY_LAMBDA = '^\\S+Z \\S+ Task timed out after |^RequestId: \\S+ Error: ';

const NAMES = [...LEVELS.map((level) => [level, level]), ...Object.entries(SYNONYMS)];
const list = (values: readonly string[]) => `ARRAY[${values.map((value) => `'${value}'`).join(', ')}]`;
const BY_NAME = `MAP(${list(NAMES.map(([name]) => name))}, ${list(NAMES.map(([, level]) => level))})`;

/** The SQL for the level with the name or number that a column has. The command `tail` has the same rules. */
export function levelOfNameSql(column: string): string {
  return `coalesce(
        element_at(${BY_NAME}, lower(${column})),
        CASE WHEN regexp_like(${column}, '^[0-9.]+$') THEN element_at(${list(LEVELS)}, CAST(least(6, greatest(1, floor(try_cast(${column} AS double) / 10))) AS integer)) END
      )`;
}

/** The SQL for the level that a column with a line of text states. */
export function levelOfTextSql(column: string): string {
  const named = IN_TEXT.map((pattern) => `element_at(${BY_NAME}, lower(regexp_extract(${column}, '${pattern}', 1)))`);
  return `CASE WHEN regexp_like(${column}, '${ENDED_BY_LAMBDA}') THEN 'error' ELSE coalesce(
        ${named.join(',\n        ')}
      ) END`;
}
