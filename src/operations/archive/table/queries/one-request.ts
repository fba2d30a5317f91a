import { eventsOnce, QuerySource, SavedQuery } from './query-source';

export function oneRequest(source: QuerySource): SavedQuery {
  return {
    id: 'OneRequest',
    name: 'Telemetry: one request',
    description: 'All events of one request in their order. Athena asks for its id',
    sql: `${eventsOnce(source, {
      columns: ['time', 'type', 'level', 'coalesce(message, record) AS message'],
      where: 'request_id = ?',
    })}
SELECT time, type, level, message, function, environment, sequence
FROM events
ORDER BY environment, sequence`,
  };
}
