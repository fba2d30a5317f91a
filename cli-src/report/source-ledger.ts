import type { Undecodable } from '../archives/read-inputs';
import type { Sources } from '../page/report-data';

const MAX_INPUTS = 100;
const MAX_EXAMPLES = 10;
const MAX_CHARACTERS = 300;

/** Notes what was read, and what could not be decoded. */
export class SourceLedger {
  private readonly inputs: Sources['inputs'][number][] = [];
  private readonly examples: Sources['undecodableExamples'][number][] = [];
  private readonly codes = new Map<string, number>();
  private inputCount = 0;
  private bytes = 0;
  private undecodable = 0;

  input(name: string, bytes: number | undefined, events: number): void {
    this.inputCount++;
    this.bytes += bytes ?? 0;
    if (this.inputs.length < MAX_INPUTS) this.inputs.push({ name, bytes, events });
  }

  /** @returns whether it is the first */
  undecoded({ where, code, message }: Undecodable): boolean {
    if (this.examples.length < MAX_EXAMPLES) this.examples.push({ where, message: message.slice(0, MAX_CHARACTERS) });
    this.codes.set(code, (this.codes.get(code) ?? 0) + 1);
    return ++this.undecodable === 1;
  }

  sources(title: string, isInterrupted: boolean): Sources {
    const { inputs, inputCount, bytes, undecodable, examples: undecodableExamples } = this;
    const undecodableByCode = [...this.codes].map(([code, count]) => ({ code, count }));
    return { title, inputs, inputCount, bytes, undecodable, undecodableByCode, undecodableExamples, isInterrupted };
  }
}
