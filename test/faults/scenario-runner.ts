import { resolve } from 'node:path';
import { envelopesIn, StreamEnvelope } from '../../faults/oracle/envelope';
import { startSinkStore, Store } from '../../faults/rig/store';
import { runScenario, ScenarioResult } from '../../faults/run-scenario';
import { SCENARIOS } from '../../faults/scenarios';
import type { Scenario } from '../../faults/scenarios/scenario';
import { SubjectName, SUBJECTS, subjectsIn } from '../../faults/subject';

/** A limit that only ends what hangs. */
export const PATIENCE_MS = 600_000;

const LAYER = resolve(__dirname, '../../assets/layer.zip');
const HOSTS = subjectsIn(LAYER);

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

  /** Runs a scenario of the suite by its name, or one that the test defines. The settings take precedence over the scenario's. */
  async run(
    given: string | Omit<Scenario, 'name' | 'shows' | 'form'>, on: SubjectName = HOSTS[0].name, settings: Scenario['settings'] = {},
  ): Promise<ScenarioRun> {
    const story = typeof given === 'string' ? named(given) : { name: 'story', shows: '', form: 'quick' as const, ...given };
    const subject = SUBJECTS.find(({ name }) => name === on)!;
    const scenario = patient({ ...story, settings: { ...story.settings, ...settings } });
    const envelopes: StreamEnvelope[] = [];
    const store: Store = {
      ...this.store,
      newStream: (onRecord) => this.store.newStream((data) => {
        envelopes.push(...envelopesIn(data));
        onRecord(data);
      }),
    };
    return { ...await runScenario({ scenario, store, subject, layer: LAYER, seed: 1 }), envelopes };
  }

  close(): Promise<void> {
    return this.store.stop();
  }
}

/**
 * A scenario whose result does not depend on how fast the machine is. Holds are not compared with milliseconds, which
 * `npm run faults` does, and nothing is ended because a process is slow.
 */
function patient(scenario: Scenario): Scenario {
  const { options, expect = {} } = scenario;
  const { mostHeld: _held, laterHoldMs: _later, ...rest } = expect;
  // If Kinesis does not recover, the extension retries until the limit. A story in which it does recover sets the limit itself.
  const shutdownMs = expect.mayDrop ? 500 : PATIENCE_MS;
  return {
    ...scenario,
    options: { enforceTimeouts: false, shutdownMs, ...options, telemetry: { postTimeoutMs: PATIENCE_MS, ...options?.telemetry } },
    // A slow extension can time out a call although the response was sent, and then retries the records.
    expect: { ...rest, ambiguousEverywhere: true, longestHoldMs: Infinity },
  };
}

function named(name: string): Scenario {
  const scenario = SCENARIOS.find((candidate) => candidate.name === name);
  if (!scenario) throw new Error(`No scenario is named ${name}`);
  return scenario;
}
