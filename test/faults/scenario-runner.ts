import { resolve } from 'node:path';
import { envelopesIn, StreamEnvelope } from '../../faults/oracle/envelope';
import { startSinkStore, Store } from '../../faults/rig/store';
import { runScenario, ScenarioResult } from '../../faults/run-scenario';
import { SCENARIOS } from '../../faults/scenarios';
import type { Scenario } from '../../faults/scenarios/scenario';
import type { LambdaRuntime } from '../../simulator';

const LAYER = resolve(__dirname, '../../assets/layer.zip');

/** The result of a scenario, and the envelopes in its stream. */
export interface ScenarioRun extends ScenarioResult {
  readonly envelopes: readonly StreamEnvelope[];
}

/** Runs scenarios against an in-memory Kinesis. */
export class ScenarioRunner {
  static async open(): Promise<ScenarioRunner> {
    return new ScenarioRunner(await startSinkStore());
  }

  private constructor(private readonly store: Store) {}

  /** Runs a scenario of the suite by its name, or one that the test defines. */
  async run(given: string | Omit<Scenario, 'name' | 'shows' | 'form'>, runtime: LambdaRuntime = 'nodejs22.x'): Promise<ScenarioRun> {
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
