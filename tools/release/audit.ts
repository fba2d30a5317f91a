import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { outcome } from './processes';
import type { Findings } from './report';

export interface Audited {
  readonly name: string;
  readonly version: string;
}

/** What `npm audit --json` says. */
interface AuditReport {
  readonly vulnerabilities?: Readonly<Record<string, Vulnerability>>;
  readonly message?: string;
}

interface Vulnerability {
  readonly severity: Severity;
  readonly via: ReadonlyArray<string | { readonly title: string; readonly url: string }>;
  readonly nodes: readonly string[];
}

const SEVERITIES = ['info', 'low', 'moderate', 'high', 'critical'] as const;
type Severity = typeof SEVERITIES[number];
const FAILS_FROM: Severity = 'moderate';

/** Known to be vulnerable (prototype pollution, critical): a registry that does not say so says nothing. */
const CONTROL: Audited = { name: 'minimist', version: '0.0.8' };

/**
 * Asks the registry for known vulnerabilities of exactly these packages. To package.json, what is bundled is a development dependency:
 * `npm audit --omit=dev` would see nothing of it, and without it everything else.
 */
export async function audit(bundled: readonly Audited[], peers: readonly Audited[], folder: string, env: NodeJS.ProcessEnv): Promise<Findings> {
  writeLock(folder, { bundled, peers, control: [CONTROL] });
  const { stdout, stderr } = await outcome('npm', ['audit', '--package-lock-only', '--json'], { cwd: folder, env });
  const { vulnerabilities, message } = parse(stdout);
  if (!vulnerabilities) return notCovered(`the registry does not answer it: ${(message ?? stderr).trim().split('\n')[0].replace(/ - (GET|POST) .*/, '')}`);
  const of = (group: string) => Object.values(vulnerabilities).filter(({ nodes }) => nodes.some((node) => node.startsWith(`node_modules/${group}-`)));
  if (of('control').length === 0) return notCovered(`the registry answers, and does not know of ${nameOf(CONTROL)}`);

  const serious = of('bundled').filter(({ severity }) => SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(FAILS_FROM));
  if (serious.length > 0) throw new Error(`what is bundled is vulnerable:\n${serious.map(described).join('\n')}`);
  const minor = of('bundled').map((each) => `, and ${described(each)}`).join('');
  const ofPeers = of('peers').map(described).join('; ') || 'nothing';
  return { covered: [`npm audit: ${bundled.length} bundled packages, nothing from ${FAILS_FROM} upwards${minor}; of the peers' floors, which are the user's choice: ${ofPeers}`] };
}

function notCovered(why: string): Findings {
  return { covered: [], notCovered: [`npm audit of what is bundled: ${why}`] };
}

function parse(text: string): AuditReport {
  try {
    return JSON.parse(text) as AuditReport;
  } catch {
    return {};
  }
}

/** A project that has the packages, each under a name of its own, as there may be one in two versions. Nothing is installed. */
function writeLock(folder: string, groups: Readonly<Record<string, readonly Audited[]>>): void {
  const packages = Object.entries(groups).flatMap(([group, members]) => members.map((member, index) => ({ alias: `${group}-${index}`, ...member })));
  const project = {
    name: 'audited', version: '0.0.0',
    dependencies: Object.fromEntries(packages.map(({ alias, name, version }) => [alias, `npm:${name}@${version}`])),
  };
  const installed = Object.fromEntries(packages.map(({ alias, name, version }) => [`node_modules/${alias}`, { name, version }]));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...project, private: true }));
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ ...project, lockfileVersion: 3, requires: true, packages: { '': project, ...installed } }));
}

function described({ severity, via, nodes }: Vulnerability): string {
  const reasons = via.map((each) => typeof each === 'string' ? each : `${each.title} (${each.url})`);
  return `${nodes.join(', ')}: ${severity}: ${reasons.join(', ')}`;
}

function nameOf({ name, version }: Audited): string {
  return `${name}@${version}`;
}
