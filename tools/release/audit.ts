import { finish } from '../run';

/** Fails from this severity upwards. */
const LEVEL = 'moderate';

/** Asks the registry for known vulnerabilities of the packages in a project's package-lock.json. */
export async function audit(folder: string, env?: Record<string, string>): Promise<string> {
  const { status, stdout, output } = await finish('npm', ['audit', '--package-lock-only', '--json', '--audit-level', LEVEL, '--loglevel', 'silent'], { cwd: folder, env });
  const { auditReportVersion, message } = JSON.parse(stdout || '{}') as { auditReportVersion?: number; message?: string };
  if (auditReportVersion === undefined) return `NOT COVERED, as the registry does not answer npm audit: ${message ?? output}`;
  if (status !== 0) throw new Error(`the layer or the command line contains vulnerable packages:\n${stdout}`);
  return `no known vulnerability of severity ${LEVEL} or higher in the layer and the command line`;
}
