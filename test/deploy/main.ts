import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Account } from './account';
import { CdkCli } from './cdk-cli';
import { ExampleCopy } from './example-copy';
import { KNOWN_GAPS } from './known-gaps';
import { MotoServer } from './moto-server';
import { Report } from './report';
import { play } from './story';
import { Cleanup } from '../../command-line/cleanup';

/** An idle machine needs one minute, and two the first time. */
const TIME_LIMIT_MS = 600_000;

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

async function main(): Promise<void> {
  const cleanup = new Cleanup();
  const giveUp = (why: string) => {
    console.error(`\n${why}`);
    void cleanup.run().finally(() => process.exit(1));
  };
  process.once('SIGINT', () => giveUp('interrupted'));
  process.once('SIGTERM', () => giveUp('terminated'));
  const limit = setTimeout(() => giveUp(`not finished within ${TIME_LIMIT_MS / 1_000} s`), TIME_LIMIT_MS);
  try {
    await run(cleanup);
  } finally {
    clearTimeout(limit);
    await cleanup.run();
  }
}

async function run(cleanup: Cleanup): Promise<void> {
  const report = new Report();
  const folder = mkdtempSync(join(tmpdir(), 'deploy-'));
  cleanup.add(async () => rmSync(folder, { recursive: true, force: true }));
  const home = join(folder, 'home');
  mkdirSync(home);

  report.step('a local AWS: moto');
  const moto = await MotoServer.start(home);
  cleanup.add(() => moto.stop());
  const account = new Account(moto.endpoint);
  cleanup.add(async () => account.destroy());
  const example = new ExampleCopy(folder);
  const cdk = new CdkCli(example, moto, home);
  cleanup.add(async () => cdk.stop());

  const gaps = new Set<string>();
  await play({ folder, moto, account, example, cdk, cleanup, report, gaps });
  conclude(report, moto, gaps);
}

/** Fails if a run finds an unknown gap of moto, or if a known gap or a patch is not needed any more. */
function conclude(report: Report, moto: MotoServer, found: ReadonlySet<string>): void {
  const unknown = [...found].filter((what) => !KNOWN_GAPS.some((gap) => gap.what === what));
  const problems = [
    ...unknown.map((what) => `the account differs from the template: ${what}. If moto does not support it, add it to test/deploy/known-gaps.ts with a reason`),
    ...KNOWN_GAPS.filter(({ what }) => !found.has(what)).map(({ what }) => `moto supports ${what} now: remove it from test/deploy/known-gaps.ts`),
    ...moto.failures.map((failure) => `moto failed: ${failure}`),
    ...moto.stalePatches.map((what) => `moto supports "${what}" now: remove the patch from test/deploy/moto-server.py`),
  ];
  for (const { what, reason } of KNOWN_GAPS) report.notCovered(`${what}: ${reason}`);
  report.notCovered('the stream calls no function here, as moto needs Docker for that: the demo runs the reader');
  for (const what of moto.patches) report.coveredByPatch(what);
  report.print();
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

main().then(undefined, (error: unknown) => {
  console.error(`\n${error instanceof Error ? error.stack ?? error.message : String(error)}`);
  process.exitCode = 1;
});
