import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { readCloudAssembly } from './cloud-assembly';
import type { Synthesized } from './cloud-assembly';
import { synthEnvironment } from './example-app';
import type { Context } from './example-app';
import { ROOT, npmPackage } from '../../tools/project';
import { run } from '../../tools/run';

/** Synthesizes the app in TypeScript with the npm package from dist/, and with the aws-cdk-lib and constructs of this repository. */
export async function synthesizeReference(home: string, context: Context): Promise<Synthesized> {
  const modules = join(home, 'node_modules');
  mkdirSync(modules, { recursive: true });
  execFileSync('tar', ['-xzf', npmPackage(), '-C', modules]);
  renameSync(join(modules, 'package'), join(modules, 'cdk-kinesis-telemetry-extension'));
  for (const peer of ['aws-cdk-lib', 'constructs']) symlinkSync(join(ROOT, 'node_modules', peer), join(modules, peer));

  const app = join('test', 'languages', 'web-shop');
  for (const folder of [app, 'examples/functions', 'examples/image']) cpSync(join(ROOT, folder), join(home, folder), { recursive: true });

  const outdir = join(home, 'cdk.out');
  await run(join(ROOT, 'node_modules', '.bin', 'tsx'), [join(home, app, 'app.ts')], { cwd: home, env: synthEnvironment(outdir, context) });
  return readCloudAssembly(outdir);
}
