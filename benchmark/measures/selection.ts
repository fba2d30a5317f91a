import { measureHostileEvents } from './hostile-events';
import { measureSteadyLoad } from './steady-load';
import type { SteadyLoad } from './steady-load';
import { measureWire } from './wire';
import type { Contest } from '../contestants/contestant';
import { MASKS, WITHOUT_DEBUG } from '../environment/screen-rules';
import { withKinesis } from '../kinesis/local-kinesis';
import type { Plan } from '../plan';
import { median } from '../results/quartiles';
import type { SelectionResult, WithRules } from '../results/results';

type SelectionPlan = Pick<Plan, 'maskTurns' | 'maskEvents' | 'hostileStep'>;

const DEBUG_OF_TEN = 9;
const WIRE_EVENTS = 10_000;

/** Measures what masks cost, what a filter saves, and how long hostile events take. */
export async function measureSelection(contest: Contest, plan: SelectionPlan): Promise<SelectionResult> {
  const { runtime, ours: contestant } = contest;
  const loads: { readonly without: SteadyLoad[]; readonly with: SteadyLoad[] } = { without: [], with: [] };
  for (let turn = 0; turn < plan.maskTurns; turn++) {
    loads.without.push(await load(contest, plan.maskEvents, {}));
    loads.with.push(await load(contest, plan.maskEvents, MASKS));
  }
  const both = (figure: (load: SteadyLoad) => number): WithRules<number> =>
    ({ without: median(loads.without.map(figure)), with: median(loads.with.map(figure)) });
  const wire = { runtime, contestant, events: WIRE_EVENTS, debugOfTen: DEBUG_OF_TEN };
  return {
    maskingMicrosPerEvent: both(({ cpuMicrosPerEvent }) => cpuMicrosPerEvent),
    maskingMemoryMB: both(({ afterAll }) => afterAll.rssMB),
    filtering: {
      without: await measureWire({ ...wire, format: { name: 'ndjson', settings: {} } }),
      with: await measureWire({ ...wire, format: { name: 'ndjson without DEBUG', settings: WITHOUT_DEBUG }, kept: 1 - DEBUG_OF_TEN / 10 }),
    },
    hostileEvents: await measureHostileEvents({ runtime, contestant, step: plan.hostileStep }),
  };
}

function load({ runtime, ours }: Contest, events: number, settings: Readonly<Record<string, string>>): Promise<SteadyLoad> {
  return withKinesis((kinesis) => measureSteadyLoad({
    runtime, contestant: ours, kinesis, settings, format: 'text', recordBytes: 200, eventsPerPost: 500, warmUpEvents: events / 2, measuredEvents: events / 2,
  }));
}
