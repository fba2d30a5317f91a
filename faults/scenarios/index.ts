import { ANSWERS } from './answers';
import { BROKEN_HOST } from './broken-host';
import { CLOCKS } from './clocks';
import { ENDS } from './ends';
import { ENVIRONMENTS } from './environments';
import { HANGS } from './hangs';
import { LONG_RUNS } from './long-runs';
import { NETWORK } from './network';
import { RECOVERY } from './recovery';
import type { Scenario } from './scenario';
import { SELECTION } from './selection';
import { START_UP } from './start-up';
import { TELEMETRY } from './telemetry';
import { THROTTLING } from './throttling';

export const SCENARIOS: readonly Scenario[] = [
  ...ANSWERS, ...NETWORK, ...HANGS, ...ENDS, ...ENVIRONMENTS, ...START_UP, ...TELEMETRY, ...CLOCKS, ...RECOVERY, ...THROTTLING,
  ...SELECTION, ...BROKEN_HOST, ...LONG_RUNS,
];
