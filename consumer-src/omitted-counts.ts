import { isObject } from './json';

/** How many events a rule has left out on purpose. */
export interface OmittedCount {
  /** `filter` or `sampling` */
  readonly reason: string;
  /** The name of the rule. */
  readonly rule: string;
  readonly count: number;
  /** Bytes of the events, without the envelope's fields. */
  readonly bytes: number;
}

/** The state of `OmittedCounts`, as JSON. */
export interface OmittedCountsState {
  readonly rules: readonly OmittedCount[];
  readonly count: number;
  readonly requests: number;
}

/** The extension has fewer rules. Events of further ones are only counted in total. */
const MAX_RULES = 200;

/** The extension's names are shorter. A longer text is truncated to save memory. */
const MAX_NAME_LENGTH = 64;

/** Adds up what the `telemetry.omitted` events of an environment report. */
export class OmittedCounts {
  private readonly rules = new Map<string, OmittedCount>();
  private total: number;
  private requestCount: number;

  constructor({ rules, count, requests }: OmittedCountsState = { rules: [], count: 0, requests: 0 }) {
    for (const rule of rules) this.rules.set(keyOf(rule), rule);
    this.total = count;
    this.requestCount = requests;
  }

  /** The number of events by rule. */
  get byRule(): OmittedCount[] {
    return [...this.rules.values()];
  }

  /** The number of events. */
  get count(): number {
    return this.total;
  }

  /** The number of requests of which all events were left out. */
  get requests(): number {
    return this.requestCount;
  }

  /** Adds the record of a `telemetry.omitted` event. What is no such record is ignored. */
  add(record: unknown): void {
    if (!isObject(record) || !isCount(record.count)) return;
    this.total += record.count;
    if (Array.isArray(record.requests)) this.requestCount += record.requests.length;
    if (isCount(record.unnamedRequests)) this.requestCount += record.unnamedRequests;
    if (Array.isArray(record.reasons)) record.reasons.forEach((reason) => this.addRule(reason));
  }

  toJSON(): OmittedCountsState {
    return { rules: this.byRule, count: this.total, requests: this.requestCount };
  }

  private addRule(value: unknown): void {
    if (!isObject(value) || !isCount(value.count) || !isCount(value.bytes)) return;
    const named = { reason: String(value.reason).slice(0, MAX_NAME_LENGTH), rule: String(value.rule).slice(0, MAX_NAME_LENGTH) };
    const before = this.rules.get(keyOf(named)) ?? { count: 0, bytes: 0 };
    if (!this.rules.has(keyOf(named)) && this.rules.size >= MAX_RULES) return;
    this.rules.set(keyOf(named), { ...named, count: before.count + value.count, bytes: before.bytes + value.bytes });
  }
}

function keyOf({ reason, rule }: Pick<OmittedCount, 'reason' | 'rule'>): string {
  return JSON.stringify([reason, rule]);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
