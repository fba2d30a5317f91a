import { join } from 'node:path';
import { run } from './processes';
import { ROOT } from './project';
import type { Findings } from './report';

const NO_RELEASE = 'there is no release yet';

/** jsii-diff against the last release, by the check that says what is broken on purpose. */
export async function checkCompatibility(): Promise<Findings> {
  const output = (await run(process.execPath, [join(ROOT, 'node_modules/tsx/dist/cli.mjs'), 'tools/compatibility/check-compat.ts'], { cwd: ROOT })).trim();
  return output.startsWith(NO_RELEASE) ? { covered: [], notCovered: [`jsii-diff: ${output}`] } : { covered: [`jsii-diff: ${output.split('\n').at(-1)}`] };
}
