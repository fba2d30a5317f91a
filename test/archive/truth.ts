import type { DemoRecording } from '../../demo/report/recording';

/** An event that Lambda emitted, as the demo has recorded it. */
interface Emitted {
  readonly fn: string;
  readonly time: string;
  readonly type: string;
  readonly record: unknown;
}

interface PlatformRecord {
  readonly requestId?: string;
  readonly status?: string;
  readonly errorType?: string;
  readonly metrics?: Readonly<Record<string, number>>;
}

/** What Lambda emitted in the demo: the figures that queries must give. Nothing of it was read from the stream. */
export class Truth {
  private readonly events: readonly Emitted[];

  constructor({ emitted }: DemoRecording) {
    this.events = emitted.flatMap(({ source, events }) => events.map((text) => ({ ...JSON.parse(text) as Omit<Emitted, 'fn'>, fn: source.split(':')[6] })));
  }

  get functions(): string[] {
    return [...new Set(this.events.map(({ fn }) => fn))].sort();
  }

  /** A function with failed requests, and one without. */
  oneOfEach(): { readonly failing: string; readonly calm: string } {
    const [failing, calm] = [true, false].map((fails) => this.functions.find((fn) => Object.keys(this.failures(fn)).length > 0 === fails));
    if (failing === undefined || calm === undefined) throw new Error('The demo must have a function with failed requests, and one without');
    return { failing, calm };
  }

  /** Failed requests by function and status. */
  failures(fn: string): Record<string, number> {
    const statuses = new Map<string, string>();
    for (const { requestId, status } of this.platform(fn, 'platform.runtimeDone', 'platform.report')) {
      if (requestId !== undefined && status !== undefined && status !== 'success') statuses.set(requestId, status);
    }
    return countBy([...statuses.values()]);
  }

  reports(fn: string): Required<Pick<PlatformRecord, 'requestId' | 'metrics'>>[] {
    const reports = new Map(this.platform(fn, 'platform.report').map((record) => [record.requestId, record]));
    return [...reports.values()].map(({ requestId = '', metrics = {} }) => ({ requestId, metrics }));
  }

  initializations(fn: string): number[] {
    return this.platform(fn, 'platform.initReport').map(({ metrics }) => metrics?.durationMs ?? NaN);
  }

  private platform(fn: string, ...types: string[]): PlatformRecord[] {
    return this.events.filter((event) => event.fn === fn && types.includes(event.type)).map(({ record }) => record as PlatformRecord);
  }
}

export function countBy(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}
