import { ArchivedRecord } from './firehose';

type Fields = Readonly<Record<string, unknown>>;

/** Environments to which happened what does not happen in the demo, as the extension would write them. */
export function troubledEnvironments(arrival: Date): ArchivedRecord {
  const environment = (name: string) => (sequence: number, type = 'function', record: unknown = `line ${sequence}`, more: Fields = {}) => JSON.stringify({
    time: new Date(arrival.getTime() + sequence).toISOString(), type, record,
    source: 'arn:aws:lambda:eu-west-1:123456789012:function:trouble', version: '$LATEST', environment: name, sequence, ...more,
  });
  const dropped = (firstSequence: number, lastSequence: number, more: Fields = {}) =>
    ({ count: lastSequence - firstSequence + 1, bytes: 100, firstSequence, lastSequence, reason: 'buffer-full', ...more });
  const summary = (counts: Fields) => ({ received: 0, own: 0, delivered: 0, dropped: 0, omitted: 0, undelivered: 0, ...counts });
  const [lost, gap, open, balance, snapshot, restored, late] = ['lost', 'gap', 'open', 'balance', 'snapshot', 'restored', 'late'].map((name) => environment(name));
  const lines = [
    // All that is missing was dropped: two reports, which overlap. One event arrived all the same.
    lost(1), lost(4), lost(8, 'telemetry.dropped', dropped(2, 5)), lost(9, 'telemetry.dropped', dropped(5, 7)),
    lost(10, 'telemetry.omitted', { count: 12, bytes: 400, reasons: [{ reason: 'filter', rule: 'health', count: 12, bytes: 400 }] }),
    lost(11, 'telemetry.summary', summary({ received: 19, own: 4, delivered: 6, dropped: 5, omitted: 12 })),
    // Numbers 3 to 5 and 8 are nowhere. The function prints a report, which is not the extension's.
    gap(1), gap(2), gap(6), gap(7, 'function', JSON.stringify({ type: 'telemetry.dropped', record: dropped(3, 5) })), gap(9, 'telemetry.summary', summary({ received: 9, delivered: 9 })),
    // It still runs, or was killed.
    open(1), open(2),
    // The summary knows of two events that became nothing.
    balance(1), balance(2, 'telemetry.summary', summary({ received: 3, own: 1, delivered: 2 })),
    // What it dropped before the snapshot is reported after the restore, by the environment with the new id.
    snapshot(1), snapshot(4), snapshot(5, 'telemetry.summary', summary({ received: 4, own: 1, delivered: 3, dropped: 2 })),
    restored(1, 'telemetry.dropped', dropped(2, 3, { environment: 'snapshot' })), restored(2, 'telemetry.summary', summary({ own: 2, delivered: 2 })),
    // A report does not excuse what comes after it.
    late(1), late(2, 'telemetry.dropped', dropped(3, 4)), late(5, 'telemetry.summary', summary({ received: 3, own: 2, delivered: 3, dropped: 2 })),
  ];
  return { data: Buffer.from(`${lines.join('\n')}\n`), arrival };
}

/** Lines whose level a reader has to find, and what is no envelope at all. */
export function awkwardLines(arrival: Date): ArchivedRecord {
  const records: unknown[] = [
    '2026-11-20T09:00:00.123Z\t6d68ca91-49c9-448d-89b8-7ca3e6dc66aa\tERROR\tno tea', '[WARNING] no tea', 'time=1 level=INFO msg=tea', '[TEA] level=debug',
    '2026-11-20T09:00:00.123Z 6d68ca91-49c9-448d-89b8-7ca3e6dc66aa Task timed out after 3.00 seconds', 'RequestId: 6d68 Error: Runtime exited', 'plain',
    { level: 'CRITICAL' }, { level: 30 }, { level: 60.5 }, { level: 5 }, { level: 999 }, { severity: 'notice' }, { level: 'tea', severity: 'warn' }, { level: null },
    {}, null, 12, true, [1], { level: { deep: 'error' } }, 'tab\tand "quote" and \\ and \u0001 and \u2028 and ü and \n', { message: 'in JSON', big: 0 },
  ];
  const lines = records.map((record, index) => JSON.stringify({
    time: arrival.toISOString(), type: 'function', record, source: 'arn:aws:lambda:eu-west-1:123456789012:function:awkward', version: '$LATEST', environment: 'awkward', sequence: index + 1,
  }).replace('"big":0', '"big":9007199254740993'));
  const platform = ['telemetry.dropped', 'platform.logsDropped', 'platform.report', 'platform.start'].map((type, index) => JSON.stringify({
    time: arrival.toISOString(), type, record: { status: type === 'platform.report' ? 'timeout' : 'success' }, source: 'arn:aws:lambda:eu-west-1:123456789012:function:awkward',
    version: '$LATEST', environment: 'awkward', sequence: records.length + index + 1,
  }));
  return { data: Buffer.from(`${[...lines, ...platform].join('\n')}\n`), arrival };
}

/** What a damaged archive may contain. */
export const BROKEN_LINES = ['{"time":"2026-11-20T09:00:00.123Z","type":"function","rec', '', 'no JSON', '[]', '12'];
