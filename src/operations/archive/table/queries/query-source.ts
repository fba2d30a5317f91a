/** What the saved queries read. */
export interface QuerySource {
  /** The view, with quotation marks. */
  readonly view: string;
  /** Whether a query must name the functions, because Athena finds their folders by these names. */
  readonly needsFunction: boolean;
}

/** A query that the table's workgroup saves. */
export interface SavedQuery {
  /** The id of its construct. */
  readonly id: string;
  /** The name that Athena shows. */
  readonly name: string;
  /** What it shows, in one sentence. */
  readonly description: string;
  readonly sql: string;
}

export interface EventsProps {
  /** Expressions over the columns of the view. */
  readonly columns: readonly string[];
  /** Which events are read. */
  readonly where: string;
}

/** An event of a request that stands for several requests counts as many times. */
export const WEIGHT = 'coalesce(1 / sample_rate, 1) AS weight';

/** Returns the number in the metrics of a platform event. */
export function metric(name: string): string {
  return `try_cast(json_extract_scalar(record, '$.metrics.${name}') AS double)`;
}

/**
 * Returns a common table expression `events`: events of the last days, each once. Delivery is at least once, and a copy has the same environment
 * and sequence number.
 */
export function eventsOnce({ view, needsFunction }: QuerySource, { columns, where }: EventsProps): string {
  return `WITH events AS (
  -- An event may be stored twice: then both have the same environment and sequence.
  SELECT DISTINCT ${['environment', 'sequence', 'function', ...columns].join(',\n    ')}
  FROM ${view}
  -- The last 7 days (UTC). Athena reads only the folders of these days.
  WHERE date >= date_format(current_timestamp - INTERVAL '7' DAY, '%Y-%m-%d')${needsFunction ? '\n    -- Required. For several functions: function IN (\'orders\', \'payments\')\n    AND function = ?' : ''}
    AND ${where}
)`;
}

/** Returns an expression that rounds a sum of weights to whole requests. */
export function wholeNumber(sql: string): string {
  return `CAST(round(coalesce(${sql}, 0)) AS bigint)`;
}
