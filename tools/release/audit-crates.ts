import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { finish } from '../run';

interface Report {
  readonly vulnerabilities: { readonly found: boolean };
}

/**
 * Asks the RustSec database for known vulnerabilities of the crates in a project's Cargo.lock, by cargo-audit. The release workflow installs it.
 * https://github.com/rustsec/rustsec/tree/main/cargo-audit
 */
export async function auditCrates(project: string, env?: Record<string, string>): Promise<string> {
  const lock = join(project, 'Cargo.lock');
  if (!existsSync(lock)) throw new Error(`${lock} does not exist`);
  const { status, stdout, output } = await finish('cargo', ['audit', '--json', '--file', lock], { cwd: project, env })
    .catch(({ message }: Error) => ({ status: -1, stdout: '', output: message }));
  const report = parsed(stdout);
  if (!report) return `NOT COVERED, as cargo audit gives no report: ${output.trim().split('\n').at(-1)}`;
  if (status !== 0 || report.vulnerabilities.found) throw new Error(`the native host contains vulnerable crates:\n${stdout}`);
  return 'no known vulnerability in the native host';
}

function parsed(text: string): Report | undefined {
  try {
    const report = JSON.parse(text) as Partial<Report>;
    return report.vulnerabilities ? report as Report : undefined;
  } catch {
    return undefined;
  }
}
