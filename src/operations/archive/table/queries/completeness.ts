import { eventsOnce, QuerySource, SavedQuery } from './query-source';

/** How many events the sum of `telemetry.summary` does not explain: 0, unless the extension has an error. docs/consuming.md, "Order, duplicates, completeness". */
const UNEXPLAINED = ['received', 'own'].map(member).join(' + ') + ['delivered', 'dropped', 'omitted', 'undelivered'].map((name) => ` - ${member(name)}`).join('');

function member(name: string): string {
  return `try_cast(json_extract_scalar(record, '$.${name}') AS bigint)`;
}

/**
 * The rules are those of `CompletenessChecker`: each number from 1 to the highest of an environment has arrived, or is in a range that
 * `telemetry.dropped` reports. Such a report counts only for numbers before its own.
 */
export function completeness(source: QuerySource): SavedQuery {
  return {
    id: 'Completeness',
    name: 'Telemetry: completeness',
    description: 'Which environments miss sequence numbers, and what was dropped or left out on purpose',
    sql: `${eventsOnce(source, {
      columns: ['time', 'type', 'CASE WHEN type LIKE \'telemetry.%\' THEN record END AS record'],
      where: 'environment IS NOT NULL AND sequence >= 1',
    })},
numbers AS (
  SELECT function, environment, sequence AS lowest, sequence AS highest FROM events
  UNION ALL
  -- A report counts for numbers before its own, or for the environment from which this one was restored.
  SELECT function, coalesce(reported_environment, environment), lowest, highest
  FROM (
    SELECT function, environment, sequence,
      json_extract_scalar(record, '$.environment') AS reported_environment,
      ${member('firstSequence')} AS lowest,
      ${member('lastSequence')} AS highest
    FROM events
    WHERE type = 'telemetry.dropped'
  )
  WHERE lowest BETWEEN 1 AND highest AND (highest < sequence OR reported_environment <> environment)
),
steps AS (
  SELECT function, environment, lowest, highest,
    coalesce(max(highest) OVER (
      PARTITION BY function, environment ORDER BY lowest, highest ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ), 0) AS covered
  FROM numbers
),
gaps AS (
  SELECT function, environment,
    max(highest) AS highest,
    coalesce(sum(lowest - covered - 1) FILTER (WHERE lowest > covered + 1), 0) AS missing,
    array_join(slice(
      array_agg(format('%d-%d', covered + 1, lowest - 1) ORDER BY lowest) FILTER (WHERE lowest > covered + 1), 1, 10
    ), ', ') AS missing_numbers
  FROM steps
  GROUP BY function, environment
),
environments AS (
  SELECT function, environment,
    min(time) AS began,
    min(sequence) AS lowest,
    count(*) AS received,
    coalesce(sum(${member('count')}) FILTER (WHERE type = 'telemetry.omitted'), 0) AS omitted,
    bool_or(type = 'telemetry.summary') AS ended,
    max(${UNEXPLAINED}) FILTER (WHERE type = 'telemetry.summary') AS unexplained
  FROM events
  GROUP BY function, environment
)
SELECT function, environment, began,
  CASE
    -- On the first of the days that are read
    WHEN missing > 0 AND missing = lowest - 1 AND began < CAST(current_date AS timestamp) - INTERVAL '6' DAY THEN 'began before'
    WHEN missing > 0 THEN 'misses events'
    WHEN NOT ended THEN 'no end yet'
    WHEN unexplained <> 0 THEN 'unexplained'
    ELSE 'complete'
  END AS state,
  received, missing, missing_numbers, highest - received - missing AS dropped, omitted
FROM environments JOIN gaps USING (function, environment)
ORDER BY missing DESC, dropped DESC, began`,
  };
}
