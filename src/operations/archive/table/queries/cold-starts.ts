import { eventsOnce, metric, QuerySource, SavedQuery, WEIGHT, wholeNumber } from './query-source';

/** Lambda initializes some environments before a request needs them, so not every initialization delays one. */
export function coldStarts(source: QuerySource): SavedQuery {
  const init = "FILTER (WHERE type = 'platform.initReport')";
  const percentile = (share: number) => `round(approx_percentile(duration_ms, ${share}) ${init}, 1)`;
  return {
    id: 'ColdStarts',
    name: 'Telemetry: cold starts',
    description: 'Initializations of each function and how long they took, and the share of requests that waited for one',
    sql: `${eventsOnce(source, {
      columns: ['type', `${metric('durationMs')} AS duration_ms`, `${metric('initDurationMs')} AS init_ms`, 'level', WEIGHT],
      where: "type IN ('platform.initReport', 'platform.restoreReport', 'platform.report')",
    })}
SELECT
  function,
  count(*) ${init} AS initializations,
  count(*) FILTER (WHERE type = 'platform.initReport' AND level = 'error') AS failed_initializations,
  ${percentile(0.5)} AS init_ms_p50,
  ${percentile(0.9)} AS init_ms_p90,
  round(max(duration_ms) ${init}, 1) AS init_ms_max,
  count(*) FILTER (WHERE type = 'platform.restoreReport') AS restores,
  round(max(duration_ms) FILTER (WHERE type = 'platform.restoreReport'), 1) AS restore_ms_max,
  ${wholeNumber("sum(weight) FILTER (WHERE type = 'platform.report')")} AS requests,
  ${wholeNumber('sum(weight) FILTER (WHERE init_ms IS NOT NULL)')} AS cold_requests,
  round(100 * sum(weight) FILTER (WHERE init_ms IS NOT NULL) / sum(weight) FILTER (WHERE type = 'platform.report'), 2) AS cold_percent
FROM events
GROUP BY function
ORDER BY initializations DESC, function`,
  };
}
