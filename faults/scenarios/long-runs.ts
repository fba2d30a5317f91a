import type { Scenario } from './scenario';
import type { CallFault, Faults, Random } from '../../simulator/kinesis';
import { exitSummaryOf } from '../oracle/exit-summary';
import type { Rig } from '../rig/rig';

const CALL_FAULTS: readonly CallFault[] = [
  { kind: 'error', error: 'ServiceUnavailable' }, { kind: 'error', error: 'InternalFailure' }, { kind: 'error', error: 'ProvisionedThroughputExceededException' },
  { kind: 'error', error: 'AccessDeniedException' }, { kind: 'reset' }, { kind: 'reset', delivered: true }, { kind: 'reset-in-request' },
  { kind: 'reset-in-answer' }, { kind: 'truncated-answer' }, { kind: 'foreign-answer' }, { kind: 'foreign-answer', status: 503 },
  { kind: 'hang' }, { kind: 'hang-in-answer' },
];

function pick<T>(random: Random, from: readonly T[]): T {
  return from[Math.floor(random() * from.length)];
}

function randomFaults(random: Random): Faults {
  const dice = random();
  if (dice < 0.4) return {};
  if (dice < 0.6) return { recordFailureRate: random() * 0.9, latencyMs: { min: 0, max: random() * 100 } };
  if (dice < 0.7) return { latencyMs: { min: 0, max: random() * 1_500 } };
  return { call: pick(random, CALL_FAULTS) };
}

/** Whether Kinesis takes each record soon. */
function isWell({ call, recordFailureRate, latencyMs = 0 }: Faults): boolean {
  return call === undefined && recordFailureRate === undefined && latencyMs === 0;
}

/**
 * Changes the faults with some probability, and invokes the function in a random way.
 * @returns whether the environment ended while Kinesis was well
 */
async function randomStep(rig: Rig): Promise<boolean> {
  const { random, proxy } = rig;
  let faults = proxy.faults as Faults;
  if (random() < 0.3) proxy.faults = faults = randomFaults(random);
  if (random() < 0.1) proxy.next(randomFaults(random), randomFaults(random));
  const away = random() < 0.05;
  if (away) await proxy.refuse();
  const traffic = { lines: Math.floor(random() ** 3 * 400), length: Math.floor(random() ** 2 * 1_000), waitMs: Math.floor(random() * 30) };
  const ending = random();
  if (ending < 0.03) await rig.invoke({ ...traffic, throws: true }, { status: 'error', errorType: 'Error' });
  else if (ending < 0.04) await rig.invoke({ ...traffic, exitsWith: 1 }, { status: 'failure', errorType: 'Runtime.ExitError' });
  else if (ending < 0.05) await rig.invoke({ ...traffic, hangs: true }, { status: 'timeout' });
  else await rig.invoke(traffic);
  const endedWell = ending >= 0.03 && ending < 0.05 && !away && isWell(faults) && proxy.scripted === 0;
  if (away) await proxy.accept();
  await rig.pause(random() ** 4 * 800);
  return endedWell;
}

async function playRandomLife(rig: Rig, steps: number): Promise<void> {
  const endedWell = new Set<number>();
  for (let step = 0; step < steps; step++) {
    if (await randomStep(rig)) endedWell.add(rig.extension.launch);
  }
  rig.proxy.faults = {};
  await rig.traffic(3, { lines: 5 }, 300);
  if (rig.proxy.scripted === 0) endedWell.add(rig.extension.launch);
  await rig.shutdown();
  const ofWell = rig.extensions.filter(({ launch }) => endedWell.has(launch));
  const undelivered = ofWell.reduce((sum, extension) => sum + (exitSummaryOf(extension)?.undelivered ?? 0), 0);
  if (undelivered > 0) rig.problems.push(`${undelivered} events were left undelivered when environments ended, although Kinesis was well`);
  Object.assign(rig.figures, { ends: rig.extensions.length, endsWell: endedWell.size, undeliveredWhenWell: undelivered });
}

const randomLife = (name: string, form: Scenario['form'], steps: number, settings: Scenario['settings']): Scenario => ({
  name,
  shows: `${steps} random invocations with random faults, from a seed; where an environment ends while Kinesis is well, all is delivered`,
  form,
  // The embedded Kinesis takes half a second for half a megabyte while the machine is busy, which is not what is judged here.
  target: 'sink',
  function: { timeoutMs: 2_000 },
  settings: { FLUSH_TIMEOUT_MS: '300', ...settings },
  // An environment that is reset during an outage loses its buffer.
  expect: { mayDrop: true },
  play: (rig) => playRandomLife(rig, steps),
});

const SOAK_EVENTS = 1_000_000;
const EVENTS_PER_POST = 1_000;
const POSTS_PER_INVOCATION = 10;
/** The maximum number of undelivered events when an invocation begins. A full buffer is another scenario. */
const MAX_IN_FLIGHT = 20_000;
/** The maximum growth of memory from the first tenth to the last: garbage collection is not exact. */
const SOAK_GROWTH_MB = 12;

/** 5 % of the calls fail, and 5 % of the records. */
function fivePercent(random: Random): Faults {
  if (random() < 0.05) return { call: pick(random, CALL_FAULTS.filter(({ kind }) => kind !== 'hang' && kind !== 'hang-in-answer')) };
  return { recordFailureRate: 0.05 };
}

async function soak(rig: Rig): Promise<void> {
  rig.proxy.faults = () => fivePercent(rig.random);
  const rounds = SOAK_EVENTS / EVENTS_PER_POST / POSTS_PER_INVOCATION;
  const sizes: number[] = [];
  await rig.environment.init();
  let number = 0;
  const post = async (posts: number) => {
    for (let i = 0; i < posts; i++) {
      await rig.inject(Array.from({ length: EVENTS_PER_POST }, () => ({
        time: new Date().toISOString(), type: 'function', record: `event ${++number} ${'x'.repeat(100)}`,
      })));
    }
  };
  // A heap does not shrink below its peak. An outage before the first tenth brings it there, so that any later increase is growth.
  await rig.proxy.refuse();
  await rig.during(() => post(MAX_IN_FLIGHT / EVENTS_PER_POST));
  await rig.proxy.accept();
  for (let round = 0; round < rounds; round++) {
    await rig.during(async () => {
      await post(POSTS_PER_INVOCATION);
      while (rig.injected - rig.oracle.arrivedCount > MAX_IN_FLIGHT) await rig.pause(10);
    });
    sizes.push(rig.rssMB);
  }
  const mean = (part: readonly number[]) => Math.round(part.reduce((sum, size) => sum + size, 0) / part.length * 10) / 10;
  const tenth = Math.ceil(sizes.length / 10);
  const [first, last] = [mean(sizes.slice(0, tenth)), mean(sizes.slice(-tenth))];
  Object.assign(rig.figures, { rssFirstTenthMB: first, rssLastTenthMB: last });
  if (last > first + SOAK_GROWTH_MB) rig.problems.push(`memory grew from ${first} MB in the first tenth to ${last} MB in the last`);
}

/** Scenarios that need many invocations or events. */
export const LONG_RUNS: readonly Scenario[] = [
  randomLife('random-life', 'quick', 40, {}),
  randomLife('random-long-life', 'long', 600, {}),
  randomLife('random-long-life-adaptive', 'long', 300, { FLUSH_STRATEGY: 'adaptive' }),
  randomLife('random-long-life-periodic', 'long', 300, { FLUSH_STRATEGY: 'periodic', FLUSH_INTERVAL_MS: '100' }),
  {
    name: 'soak-1m',
    shows: '1,000,000 events in one environment with 5 % faults: memory does not grow, and no event is unaccounted for',
    form: 'long',
    alone: true,
    target: 'sink',
    countsOnly: true,
    settings: { FLUSH_TIMEOUT_MS: '5000' },
    play: soak,
  },
];
