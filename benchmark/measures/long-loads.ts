import { measureSteadyLoad } from './steady-load';
import type { SubjectName } from '../../faults/subject';
import { contestantsOf } from '../contestants/contestant';
import type { Contest, Contestant, ContestantName } from '../contestants/contestant';
import { withKinesis } from '../kinesis/local-kinesis';
import type { Plan } from '../plan';
import { median } from '../results/quartiles';
import type { CpuResult, LoadMemory } from '../results/results';

/** The memory and CPU time of an extension under the long load. */
export interface LongLoad {
  readonly cpu: CpuResult;
  readonly memory: readonly LoadMemory[];
}

export interface LongLoadsProps {
  readonly contests: readonly Contest[];
  readonly plan: Pick<Plan, 'loads' | 'loadEvents' | 'loadEventsPerPost' | 'naiveLoadEvents'>;
  readonly progress: (text: string) => void;
}

/** Measures all extensions under a long load. Ours takes several turns with each subject, because budgets compare its hosts. */
export async function measureLongLoads({ contests, plan, progress }: LongLoadsProps): Promise<ReadonlyMap<SubjectName, readonly LongLoad[]>> {
  const samples = new Map(contests.map(({ subject }) => [subject, new Map<ContestantName, LongLoad[]>()]));
  for (let turn = 0; turn < plan.loads; turn++) {
    for (const contest of contests) {
      progress(`memory and CPU time under a long load, ${contest.subject}`);
      for (const contestant of turn === 0 ? contestantsOf(contest) : [contest.ours]) {
        const of = samples.get(contest.subject)!;
        of.set(contestant.name, [...of.get(contestant.name) ?? [], await measure(contest, contestant, plan)]);
      }
    }
  }
  return new Map([...samples].map(([subject, of]) => [subject, [...of.values()].map(typical)]));
}

async function measure({ runtime }: Contest, contestant: Contestant, plan: LongLoadsProps['plan']): Promise<LongLoad> {
  const events = contestant.name === 'naive' ? plan.naiveLoadEvents : plan.loadEvents;
  const { cpuMicrosPerEvent, afterWarmUp, afterAll } = await withKinesis((kinesis) => measureSteadyLoad({
    runtime, contestant, kinesis, format: 'text', recordBytes: 200, eventsPerPost: plan.loadEventsPerPost,
    warmUpEvents: events / 2, measuredEvents: events / 2,
  }));
  return {
    cpu: { contestant: contestant.name, format: 'text', recordBytes: 200, microsPerEvent: cpuMicrosPerEvent },
    memory: [{ events: events / 2, ...afterWarmUp }, { events, ...afterAll }],
  };
}

/** Returns the median of each figure. */
function typical(loads: readonly LongLoad[]): LongLoad {
  const [{ cpu, memory }] = loads;
  return {
    cpu: { ...cpu, microsPerEvent: median(loads.map((load) => load.cpu.microsPerEvent)) },
    memory: memory.map(({ events }, index) => ({
      events,
      rssMB: median(loads.map((load) => load.memory[index].rssMB)),
      pssMB: median(loads.map((load) => load.memory[index].pssMB)),
    })),
  };
}
