import { FaultsArguments } from './arguments';
import { hostWithClock } from './rig/settable-clock';
import { startKinesisStore, startSinkStore, Store } from './rig/store';
import { runScenario, ScenarioResult } from './run-scenario';
import { SCENARIOS } from './scenarios';
import { Scenario } from './scenarios/scenario';

/** @throws when no scenario is selected */
export function selectScenarios({ only, quick }: Pick<FaultsArguments, 'only' | 'quick'>): readonly Scenario[] {
  const named = (scenario: Scenario): boolean => only.some((part) => scenario.name.includes(part));
  const selected = SCENARIOS.filter((scenario) => only.length > 0 ? named(scenario) : !quick || scenario.form === 'quick');
  if (selected.length === 0) throw new Error(`No scenario's name contains ${only.join(' or ')}. The scenarios are: ${SCENARIOS.map(({ name }) => name).join(', ')}`);
  return selected;
}

/** Runs the selected scenarios on the hosts, some concurrently, and returns the results in the order of the scenarios. */
export async function runSuite(args: FaultsArguments, onResult: (result: ScenarioResult) => void): Promise<ScenarioResult[]> {
  const stores: Record<'kinesis' | 'sink', Store> = { kinesis: await startKinesisStore(), sink: await startSinkStore() };
  try {
    const runs = selectScenarios(args).flatMap((scenario) => args.subjects
      .filter(({ host }) => (scenario.hosts ?? [host]).includes(host)).map((subject) => ({ scenario, subject })));
    // Scenarios that run at once would build it at once.
    if (runs.some(({ scenario, subject }) => scenario.clock && subject.host === 'native')) await hostWithClock();
    const results = new Map<object, ScenarioResult>();
    const play = async (run: typeof runs[number]) => {
      const { scenario, subject } = run;
      const result = await runScenario({ scenario, subject, store: stores[scenario.target ?? 'kinesis'], layer: args.layer, seed: args.seed });
      results.set(run, result);
      onResult(result);
    };
    // What failed beside others, which took its processor, may pass alone.
    const again = async () => {
      for (const run of runs.filter((one) => results.get(one)?.ok === false)) await play(run);
    };
    const work = (alone: boolean) => {
      const queue = runs.filter(({ scenario }) => (scenario.alone ?? false) === alone).values();
      return async () => {
        for (const run of queue) await play(run);
      };
    };
    const together = work(false);
    await Promise.all(Array.from({ length: args.jobs }, together));
    await work(true)();
    if (args.again) await again();
    return runs.map((run) => results.get(run)).filter((result) => result !== undefined);
  } finally {
    await Promise.all([stores.kinesis.stop(), stores.sink.stop()]);
  }
}
