import { eventsOnce, QuerySource, SavedQuery, WEIGHT, wholeNumber } from './query-source';

/** A request failed if Lambda says so, in either of two events. Its log lines are counted separately: a request may log many, or none. */
export function errorsByFunction(source: QuerySource): SavedQuery {
  const requests = (status: string) => wholeNumber(`sum(weight) FILTER (WHERE kind = '${status}')`);
  return {
    id: 'ErrorsByFunction',
    name: 'Telemetry: errors by function',
    description: 'Failed requests of each function by status, its most frequent type of error, and its log lines of level error and fatal',
    sql: `${eventsOnce(source, {
      columns: [
        'time', 'type', 'request_id', 'json_extract_scalar(record, \'$.status\') AS status', 'json_extract_scalar(record, \'$.errorType\') AS error_type', WEIGHT,
      ],
      where: "((type IN ('platform.runtimeDone', 'platform.report') AND level = 'error') OR (type = 'function' AND level IN ('error', 'fatal')))",
    })},
failed AS (
  SELECT function, request_id, max(time) AS time, max(status) AS status, max(error_type) AS error_type, max(weight) AS weight
  FROM events
  WHERE type <> 'function'
  GROUP BY function, request_id
),
found AS (
  SELECT function, status AS kind, error_type, request_id, time, weight FROM failed
  UNION ALL
  SELECT function, 'line', NULL, NULL, NULL, weight FROM events WHERE type = 'function'
),
frequent AS (
  SELECT function, max_by(error_type, requests) AS error_type
  FROM (SELECT function, error_type, sum(weight) AS requests FROM failed WHERE error_type IS NOT NULL GROUP BY function, error_type)
  GROUP BY function
)
SELECT
  function,
  ${wholeNumber("sum(weight) FILTER (WHERE kind <> 'line')")} AS failed_requests,
  ${requests('error')} AS errors,
  ${requests('failure')} AS failures,
  ${requests('timeout')} AS timeouts,
  ${requests('line')} AS error_lines,
  max(frequent.error_type) AS most_frequent_error,
  max_by(request_id, found.time) AS latest_failed_request
FROM found LEFT JOIN frequent USING (function)
GROUP BY function
ORDER BY failed_requests DESC, error_lines DESC`,
  };
}
