import { resolve } from 'node:path';
import { envelopesIn, StreamEnvelope } from '../../faults/oracle/envelope';
import { startSinkStore, Store } from '../../faults/rig/store';
import { runScenario, ScenarioResult } from '../../faults/run-scenario';
import { SCENARIOS } from '../../faults/scenarios';
import type { Scenario } from '../../faults/scenarios/scenario';
import type { LambdaRuntime } from '../../simulator';

const LAYER = resolve(__dirname, '../../assets/layer.zip');

/** What a scenario came to, and what is in its stream. */
export interface Played extends ScenarioResult {
  readonly envelopes: readonly StreamEnvelope[];
}

/** Plays scenarios against an in-memory Kinesis. */
export class Theatre {
  static async open(): Promise<Theatre> {
    return new Theatre(await startSinkStore());
  }

  private constructor(private readonly store: Store) {}

  /** A scenario of the suite by its name, or one of the test's own. */
  async play(given: string | Omit<Scenario, 'name' | 'shows' | 'form'>, runtime: LambdaRuntime = 'nodejs22.x'): Promise<Played> {
    const scenario = typeof given === 'string' ? named(given) : { name: 'story', shows: '', form: 'quick' as const, ...given };
    const envelopes: StreamEnvelope[] = [];
    const store: Store = {
      ...this.store,
      newStream: (onRecord) => this.store.newStream((data) => {
        envelopes.push(...envelopesIn(data));
        onRecord(data);
      }),
    };
    return { ...await runScenario({ scenario, store, runtime, layer: LAYER, seed: 1 }), envelopes };
  }

  close(): Promise<void> {
    return this.store.stop();
  }
}

function named(name: string): Scenario {
  const scenario = SCENARIOS.find((candidate) => candidate.name === name);
  if (!scenario) throw new Error(`No scenario is named ${name}`);
  return scenario;
}
