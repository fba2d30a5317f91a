import { spawnSync } from 'node:child_process';
import { cleanEnvironment } from './run';

export const TARGETS = ['js', 'python', 'java', 'go', 'dotnet'] as const;
export type Target = typeof TARGETS[number];

export const LABELS: Record<Target, string> = { js: 'npm', python: 'Python', java: 'Java', go: 'Go', dotnet: '.NET' };

/** What builds the packages, besides Node.js. */
const TOOLS: Record<Target, readonly string[]> = {
  js: ['npm', '--version'],
  python: ['python3', '-m', 'venv', '--help'],
  java: ['mvn', '--version'],
  go: ['go', 'version'],
  dotnet: ['dotnet', '--version'],
};

/** Without these a machine is not like CI's. */
const REQUIRED: readonly Target[] = ['js', 'python', 'java', 'go'];

export interface Plan {
  readonly build: readonly Target[];
  /** only generated, and why not more */
  readonly generate: ReadonlyMap<Target, string>;
}

/** Which of the packages can be built here. What cannot is generated, and the reason is told. */
export function planFor(targets: readonly Target[]): Plan {
  const missing = targets.filter((target) => !works(TOOLS[target]));
  const required = missing.filter((target) => REQUIRED.includes(target));
  if (required.length > 0) throw new Error(required.map((target) => `${LABELS[target]}: "${TOOLS[target].join(' ')}" does not work`).join('\n'));

  const generate = new Map<Target, string>(missing.map((target) => [target, `there is no ${TOOLS[target][0]} here`]));
  return { build: targets.filter((target) => !generate.has(target)), generate };
}

function works([command, ...args]: readonly string[]): boolean {
  return spawnSync(command, args, { env: cleanEnvironment(), stdio: 'ignore' }).status === 0;
}
