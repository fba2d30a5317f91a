import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DIST, readFacts } from './facts';
import { run } from './run';

export const GO_CDK = 'github.com/aws/aws-cdk-go/awscdk/v2';

/**
 * The first that the Go proxy has and that compiles beside constructs 10.5, which our floor of constructs is: older ones were generated
 * for constructs 10.4, and the compiler finds "ambiguous selector" in them, as `With` then comes from two sides. The other languages do
 * not mind, so that their floor can be lower.
 */
export const GO_CDK_FLOOR = 'v2.240.0';

/** Makes what jsii-pacmak has generated a module that compiles with all that its go.mod asks for, and compiles it. */
export async function completeGoModule(dist = DIST): Promise<void> {
  const { packageName } = readFacts().jsii.targets.go;
  const folder = join(dist, 'go', packageName);
  // What is there indirectly follows from the version of CDK, not from what npm has installed here.
  const indirect = [...readFileSync(join(folder, 'go.mod'), 'utf8').matchAll(/^\t(\S+) \S+ \/\/ indirect$/gm)].map(([, path]) => path);
  await run('go', ['mod', 'edit', '-require', `${GO_CDK}@${GO_CDK_FLOOR}`, ...indirect.flatMap((path) => ['-droprequire', path])], { cwd: folder });
  await run('go', ['mod', 'tidy'], { cwd: folder });
  await compile(folder);
}

/** In a folder of its own, where no go.work and no module around it changes what is found. */
async function compile(source: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'go-module-'));
  try {
    cpSync(source, folder, { recursive: true });
    await run('go', ['build', './...'], { cwd: folder });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
