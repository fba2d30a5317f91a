import { eventsOnce, metric, QuerySource, SavedQuery, WEIGHT, wholeNumber } from './query-source';

export function memory(source: QuerySource): SavedQuery {
  return {
    id: 'Memory',
    name: 'Telemetry: memory used and paid for',
    description: 'The memory of each function beside what its requests used at most, and the GB-seconds that nothing used',
    sql: `${eventsOnce(source, {
      columns: [
        `${metric('memorySizeMB')} AS memory_mb`, `${metric('maxMemoryUsedMB')} AS used_mb`, `${metric('billedDurationMs')} AS billed_ms`, WEIGHT,
      ],
      where: "type = 'platform.report'",
    })}
SELECT
  function,
  CAST(memory_mb AS bigint) AS memory_mb,
  ${wholeNumber('sum(weight)')} AS requests,
  CAST(approx_percentile(used_mb, 0.5) AS bigint) AS used_mb_p50,
  CAST(max(used_mb) AS bigint) AS used_mb_max,
  round(100 * max(used_mb) / memory_mb, 1) AS used_percent_max,
  round(sum(weight * billed_ms / 1000 * memory_mb / 1024), 3) AS gb_seconds,
  round(sum(weight * billed_ms / 1000 * (memory_mb - used_mb) / 1024), 3) AS unused_gb_seconds
FROM events
GROUP BY function, memory_mb
ORDER BY unused_gb_seconds DESC NULLS LAST`,
  };
}
