import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCloudAssembly } from './cloud-assembly';
import type { Synthesized } from './cloud-assembly';
import { synthEnvironment } from './example-app';
import type { Context } from './example-app';
import { npmPackageIn } from '../../tools/packages/check-packages';
import { DIST, ROOT } from '../../tools/packages/facts';
import { run } from '../../tools/packages/run';

const MAIN = `
import { App } from 'aws-cdk-lib';
import { webShop } from './web-shop';

const app = new App();
webShop(app);
app.synth();
`;

/** The app in TypeScript, with the npm package that was just made, and the releases of aws-cdk-lib and constructs that it is built on. */
export async function synthesizeReference(home: string, context: Context): Promise<Synthesized> {
  const modules = join(home, 'node_modules');
  mkdirSync(modules, { recursive: true });
  execFileSync('tar', ['-xzf', npmPackageIn(DIST), '-C', modules]);
  renameSync(join(modules, 'package'), join(modules, 'cdk-kinesis-telemetry-extension'));
  for (const peer of ['aws-cdk-lib', 'constructs']) symlinkSync(join(ROOT, 'node_modules', peer), join(modules, peer));

  const source = join(home, 'test', 'languages');
  mkdirSync(source, { recursive: true });
  cpSync(join(__dirname, 'web-shop.ts'), join(source, 'web-shop.ts'));
  writeFileSync(join(source, 'main.ts'), MAIN);
  cpSync(join(ROOT, 'examples', 'functions'), join(home, 'examples', 'functions'), { recursive: true });

  const outdir = join(home, 'cdk.out');
  await run(join(ROOT, 'node_modules', '.bin', 'tsx'), [join(source, 'main.ts')], { cwd: home, env: synthEnvironment(outdir, context) });
  return readCloudAssembly(outdir);
}
