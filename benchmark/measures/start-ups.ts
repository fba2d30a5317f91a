import { measureStartUp } from './start-up';
import type { SubjectName } from '../../faults/subject';
import type { CpuShareMeans } from '../../simulator/cpu/cpu-share';
import { contestantsOf } from '../contestants/contestant';
import type { Contest, Contestant } from '../contestants/contestant';
import { LocalKinesis } from '../kinesis/local-kinesis';
import type { Plan } from '../plan';
import { spread } from '../results/quartiles';
import type { Speed, Starter, StartUp, StartUpResult } from '../results/results';

export interface StartUpsProps {
  readonly contests: readonly Contest[];
  readonly plan: Pick<Plan, 'startUps' | 'startUpPairs' | 'limitedStartUps'>;
  readonly progress: (text: string) => void;
}

export interface StartUpsResult {
  readonly startUps: ReadonlyMap<SubjectName, readonly StartUpResult[]>;
  readonly cpuLimitedBy: CpuShareMeans;
}

const SPEEDS: readonly Speed[] = ['full', '128', '512'];

/** Starts the extensions by turns, so that the load of the machine affects all of them. */
export async function measureStartUps({ contests, plan, progress }: StartUpsProps): Promise<StartUpsResult> {
  let cpuLimitedBy: CpuShareMeans = 'duty-cycle';
  const samples = new Map<string, StartUp[]>();
  const kinesis = await LocalKinesis.start();
  const start = async ({ subject, runtime }: Contest, speed: Speed, contestant: Contestant | undefined) => {
    const { means, ...sample } = await measureStartUp({ runtime, contestant, kinesis, limitedToMB: speed === 'full' ? undefined : Number(speed) });
    if (means) cpuLimitedBy = means;
    const key = keyOf(subject, speed, nameOf(contestant));
    samples.set(key, [...samples.get(key) ?? [], sample]);
  };
  try {
    progress(`startup: ${plan.startUps} of each, by turns; ${plan.startUps * plan.startUpPairs} of the bare extension and of ours`);
    for (let i = 0; i < plan.startUps; i++) {
      for (const contest of contests) for (const contestant of turnOf(contest, plan.startUpPairs)) await start(contest, 'full', contestant);
    }
    // The shares are so small that all of a subject run at once without affecting each other.
    progress(`startup with the CPU share of 128 MB: ${plan.limitedStartUps} of each, those of a subject at once`);
    for (let i = 0; i < plan.limitedStartUps; i++) {
      for (const contest of contests) await Promise.all(startersOf(contest).map((contestant) => start(contest, '128', contestant)));
    }
    progress(`startup with the CPU share of 512 MB: ${plan.limitedStartUps} of each, two at once`);
    for (let i = 0; i < plan.limitedStartUps; i++) {
      for (const contest of contests) for (const pair of inPairs(startersOf(contest))) await Promise.all(pair.map((contestant) => start(contest, '512', contestant)));
    }
  } finally {
    await kinesis.stop();
  }
  return {
    cpuLimitedBy,
    startUps: new Map(contests.map((contest) => [contest.subject, SPEEDS.flatMap((speed) => startersOf(contest).map((contestant): StartUpResult => {
      const starter = nameOf(contestant);
      return { starter, speed, figures: spreads(samples.get(keyOf(contest.subject, speed, starter)) ?? []) };
    }))])),
  };
}

/** Bare and ours start more often than the others, one after the other, because budgets are set for their ratio. */
function turnOf({ bare, peer, ours }: Contest, pairs: number): readonly (Contestant | undefined)[] {
  return [undefined, ...peer ? [peer] : [], ...Array.from({ length: pairs }, () => [bare, ours]).flat()];
}

/** The function without an extension, and with each. */
function startersOf(contest: Contest): readonly (Contestant | undefined)[] {
  return [undefined, ...contestantsOf(contest)];
}

function inPairs<T>(all: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / 2) }, (_, index) => all.slice(2 * index, 2 * index + 2));
}

function nameOf(contestant: Contestant | undefined): Starter {
  return contestant?.name ?? 'none';
}

function keyOf(subject: SubjectName, speed: Speed, starter: Starter): string {
  return [subject, speed, starter].join(' ');
}

function spreads(samples: readonly StartUp[]): StartUpResult['figures'] {
  const of = (field: keyof StartUp) => spread(samples.map((sample) => sample[field]));
  return {
    registerMs: of('registerMs'), subscribeMs: of('subscribeMs'), readyMs: of('readyMs'),
    initMs: of('initMs'), functionInitMs: of('functionInitMs'), firstInvocationMs: of('firstInvocationMs'),
  };
}
