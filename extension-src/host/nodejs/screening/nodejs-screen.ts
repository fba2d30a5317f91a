import { isUtf8 } from 'node:buffer';
import { Budget, processorMs } from './budget';
import { edited } from './edits';
import type { Edit } from './edits';
import { EventRecord } from './event-record';
import { Filter } from './filter';
import { KeptEvents, POSITION } from './kept-events';
import { Levels, UNKNOWN } from './level';
import { Mask } from './mask';
import type { Patterns } from './patterns';
import type { Screen, Screened } from '../../screen';
import { LIMIT_MS, MASKS, OMITS } from '../../screening/plan';
import type { ScreenPlan } from '../../screening/plan';

const FUNCTION = 'function';
const EXTENSION = 'extension';

const UNMASKABLE = Buffer.from('"(masked: this record could not be masked)"');
const NOTHING = Buffer.alloc(0);

/** The specification. The native host has its own form of it (extension-host/screen/src/lib.rs). */
export class NodejsScreen implements Screen {
  readonly filterNames: readonly string[];
  readonly maskNames: readonly string[];
  private readonly levels: Levels;
  private readonly filter: Filter;
  private readonly mask?: Mask;
  private readonly replacements: ReadonlyArray<readonly Buffer[]>;
  /** What was found out for the type of the last call. */
  private last?: { readonly type: string; readonly holding: readonly number[]; readonly record: EventRecord };

  /** @param used the processor time that was used so far, in milliseconds */
  constructor(private readonly plan: ScreenPlan, filters: Patterns, masks: Patterns, private readonly used = processorMs) {
    this.filterNames = plan.filterNames;
    this.maskNames = plan.maskNames;
    this.levels = new Levels(plan);
    this.filter = new Filter(plan.filters, filters);
    this.mask = plan.mask && new Mask(plan.mask, masks);
    this.replacements = (plan.mask?.replacements ?? []).map((set) => set.map((text) => Buffer.from(text)));
  }

  examine(body: Buffer, positions: Uint32Array, first: number, count: number, type: string): Screened {
    const { plan } = this;
    const budget = new Budget(LIMIT_MS, this.used);
    const isOmitted = plan.omitTypes.includes(type);
    const hasLevels = type === FUNCTION && (plan.levels || plan.minLevel > 0);
    const kept = new KeptEvents(body, positions, first, count);
    const omitted = new Counts(2);
    const masked = new Counts(1);
    const levels: number[] = [];
    if (this.last?.type !== type) this.last = { type, holding: this.filter.rulesFor(type), record: new EventRecord(type) };
    const { holding, record } = this.last;
    for (let index = first; index < first + count; index++) {
      const [start, end, members] = [positions[index * POSITION], positions[index * POSITION + 1], positions[index * POSITION + 2]];
      const event = body.subarray(start, end);
      const place = record.in(event, members);
      const text = place ? event.subarray(place[0], place[1]) : NOTHING;
      const isText = isUtf8(text);
      const level = hasLevels ? this.levels.of(text) : UNKNOWN;
      let rule: number | undefined;
      if (isOmitted) rule = OMITS.types;
      else if (level !== UNKNOWN && level < plan.minLevel) rule = OMITS.minLevel;
      else if (!budget.isSpentAfter(text.length) && holding.length > 0 && isText) rule = this.filter.omits(text, holding);
      if (rule !== undefined) {
        omitted.add(rule, 1, end - start);
        kept.omit();
        continue;
      }
      levels.push(level);
      if (this.mask && (type === FUNCTION || type === EXTENSION)) {
        this.maskEvent(this.mask, { event, place, record: isText ? text : undefined, type, members, index }, budget, kept, masked);
      } else {
        kept.keep(index);
      }
    }
    return {
      body: kept.bodyToKeep(), positions: kept.positions ?? positions, first: kept.positions ? 0 : first, count: kept.count,
      levels: plan.levels ? Uint8Array.from(levels) : undefined, omitted: omitted.list(), masked: masked.list(),
    };
  }

  private maskEvent(mask: Mask, { event, place, record, type, members, index }: EventToMask, budget: Budget, kept: KeptEvents, totals: Counts): void {
    let edits: readonly Edit[] = [];
    let masked: Buffer | undefined;
    if (place && record) {
      try {
        edits = mask.examine(record, budget);
        if (edits.length === 0) {
          kept.keep(index);
          return;
        }
        masked = edited(record, edits, this.replacements);
      } catch {
        // Never the raw text.
        masked = undefined;
      }
    }
    const counts = new Counts(1);
    if (masked) for (const { rule } of edits) counts.add(rule, 1);
    else counts.add(MASKS.failed, 1);
    const before = place ? event.subarray(0, place[0]) : Buffer.from(`{"type":"${type}","record":`);
    const after = place ? event.subarray(place[1], -1) : NOTHING;
    const matches = counts.entries().map(([rule, [count]]) => `"${this.maskNames[rule]}":${count}`);
    for (const [rule, [count]] of counts.entries()) totals.add(rule, count);
    kept.replace([before, masked ?? UNMASKABLE, after, Buffer.from(`,"masked":{${matches.join(',')}}}`)], members + 1);
  }
}

interface EventToMask {
  readonly event: Buffer;
  /** Where its record is. Undefined if it cannot be found. */
  readonly place: readonly [start: number, end: number] | undefined;
  /** Undefined if it is not text. */
  readonly record: Buffer | undefined;
  readonly type: string;
  readonly members: number;
  readonly index: number;
}

/** Numbers for each rule. */
class Counts {
  private readonly byRule = new Map<number, number[]>();

  constructor(private readonly width: number) {}

  add(rule: number, ...by: readonly number[]): void {
    const counts = this.byRule.get(rule);
    if (counts) for (let i = 0; i < this.width; i++) counts[i] += by[i];
    else this.byRule.set(rule, [...by]);
  }

  entries(): Array<[rule: number, counts: number[]]> {
    return [...this.byRule].sort(([a], [b]) => a - b);
  }

  list(): number[] {
    return this.entries().flatMap(([rule, counts]) => [rule, ...counts]);
  }
}
