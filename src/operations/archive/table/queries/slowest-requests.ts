import { eventsOnce, metric, QuerySource, SavedQuery } from './query-source';

export function slowestRequests(source: QuerySource): SavedQuery {
  return {
    id: 'SlowestRequests',
    name: 'Telemetry: slowest requests',
    description: 'The 50 requests that took longest, with the init phase if there was one',
    sql: `${eventsOnce(source, {
      columns: [
        'time', 'request_id', `${metric('durationMs')} AS duration_ms`, `${metric('initDurationMs')} AS init_ms`,
        `${metric('maxMemoryUsedMB')} AS max_memory_used_mb`, 'json_extract_scalar(record, \'$.status\') AS status',
      ],
      where: "type = 'platform.report'",
    })}
SELECT function, request_id, time, duration_ms, init_ms, max_memory_used_mb, status, environment
FROM events
ORDER BY duration_ms DESC NULLS LAST
LIMIT 50`,
  };
}
