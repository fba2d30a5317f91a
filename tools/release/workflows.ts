import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { outcome } from './processes';
import { ROOT } from './project';
import type { Findings } from './report';

const ACTIONLINT = 'github.com/rhysd/actionlint/cmd/actionlint@v1.7.12';
const WORKFLOWS = '.github/workflows';

/** actionlint knows what GitHub would say of a workflow; Go builds it. Scripts in workflows are looked at by no other tool that happens to be there. */
export async function checkWorkflows(): Promise<Findings> {
  const files = readdirSync(join(ROOT, WORKFLOWS)).map((file) => join(WORKFLOWS, file));
  const env = { ...process.env, GOFLAGS: '', GOWORK: 'off' };
  const version = await outcome('go', ['run', ACTIONLINT, '-version'], { cwd: ROOT, env });
  if (version.error) return { covered: [], notCovered: [`actionlint: ${version.error.code === 'ENOENT' ? 'Go, which builds it, is not here' : version.stderr.trim()}`] };
  const { error, stdout, stderr } = await outcome('go', ['run', ACTIONLINT, '-shellcheck=', '-pyflakes=', ...files], { cwd: ROOT, env });
  if (error) throw new Error(stdout + stderr);
  return { covered: [`actionlint: ${files.length} workflows`] };
}
