import { Terminal } from '../../command-line/terminal';
import { StreamEnvelope } from '../../faults/oracle/envelope';
import { objectOf } from '../template/json-value';

/** Log lines that are shown per function. Of every other kind of event one is shown. */
const MAX_LOG_LINES = 4;
const INDENT = ' '.repeat(9);
/** 2026-11-20T09:00:00.123Z → 09:00:00.123 */
const TIME_OF_DAY = /T(\d\d:\d\d:\d\d\.\d{3})/;
/** The time and request id that the runtime writes before a text. */
const TEXT_LOG_HEAD = /^\d{4}-\S+Z\t\S+\t/;

/** Prints a selection of the events that arrive in the stream, in readable form. */
export class LiveView {
  arrived = 0;
  private readonly shown = new Map<string, number>();
  private hidden = 0;

  /** @param titles the titles of the functions by ARN */
  constructor(private readonly terminal: Terminal, private readonly titles: ReadonlyMap<string, string>) {}

  show(envelope: StreamEnvelope): void {
    this.arrived++;
    const { kind, limit } = kindOf(envelope);
    const count = this.shown.get(kind) ?? 0;
    if (count >= limit) {
      this.hidden++;
      return;
    }
    this.shown.set(kind, count + 1);
    const time = TIME_OF_DAY.exec(envelope.time)?.[1] ?? '';
    const head = `${(this.titles.get(envelope.source) ?? envelope.source).padEnd(9)} ${envelope.type.padEnd(30)} `;
    const room = Math.max(20, this.terminal.width - INDENT.length - time.length - 1 - head.length);
    this.terminal.line(`${INDENT}${this.terminal.dim(time)} ${this.terminal.accent(head)}${shorten(gist(envelope), room)}`);
  }

  end(): void {
    this.terminal.line(`${INDENT}${this.terminal.dim(`… and ${this.hidden.toLocaleString('en')} more`)}`);
  }
}

/** Returns the kind of an event, and how many of that kind are shown: log lines and failures are kinds per function, other events per type. */
function kindOf(envelope: StreamEnvelope): { kind: string; limit: number } {
  const { status } = objectOf(envelope.record);
  if (envelope.type === 'function') return { kind: envelope.source, limit: MAX_LOG_LINES };
  if (typeof status === 'string' && status !== 'success') return { kind: `${envelope.source} ${envelope.type} ${status}`, limit: 1 };
  return { kind: envelope.type, limit: 1 };
}

/** Summarizes an event without fields that are shown already or say little. */
function gist(envelope: StreamEnvelope): string {
  const { record } = envelope;
  if (typeof record === 'string') return record.replace(TEXT_LOG_HEAD, '').trimEnd();
  if (envelope.type === 'function') {
    const { level, message, ...rest } = objectOf(record);
    const { timestamp: _, requestId: __, ...others } = rest;
    return [level, message, Object.keys(others).length > 0 ? others : undefined]
      .filter((part) => part !== undefined)
      .map((part) => typeof part === 'string' ? part : JSON.stringify(part))
      .join(' ');
  }
  const { status, metrics, ...rest } = objectOf(record);
  const { tracing: _, spans: __, functionArn: ___, ...others } = rest;
  return Object.entries({ status, ...objectOf(metrics), ...others })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
}

function shorten(text: string, room: number): string {
  const line = text.replace(/\s*\n\s*/g, ' ⏎ ').replace(/\t/g, ' ');
  return line.length > room ? `${line.slice(0, room - 1)}…` : line;
}
