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

/** Whatever happens, it ends. A quiet machine takes a minute, and one more the first time. */
const TIME_LIMIT_MS = 600_000;

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

async function main(): Promise<void> {
  const cleanup = new Cleanup();
  const giveUp = (why: string) => {
    console.error(`\n${why}`);
    void cleanup.run().finally(() => process.exit(1));
  };
  process.once('SIGINT', () => giveUp('interrupted'));
  process.once('SIGTERM', () => giveUp('asked to end'));
  const limit = setTimeout(() => giveUp(`not done within ${TIME_LIMIT_MS / 1_000} s`), TIME_LIMIT_MS);
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

/** What was met must be known, and what is known must have been met. */
function conclude(report: Report, moto: MotoServer, met: ReadonlySet<string>): void {
  const unknown = [...met].filter((what) => !KNOWN_GAPS.some((gap) => gap.what === what));
  const problems = [
    ...unknown.map((what) => `the account differs from the template: ${what}. Is it a gap of moto? Then it stands in test/deploy/known-gaps.ts, with a reason`),
    ...KNOWN_GAPS.filter(({ what }) => !met.has(what)).map(({ what }) => `test/deploy/known-gaps.ts: moto does ${what} now, remove it`),
    ...moto.failures.map((failure) => `moto has failed: ${failure}`),
    ...moto.staleMends.map((what) => `test/deploy/moto-server.py: moto does "${what}" now, remove the mend`),
  ];
  for (const { what, reason } of KNOWN_GAPS) report.notCovered(`${what}: ${reason}`);
  report.notCovered('the stream calls no function here, as moto would need Docker for it: the demo runs the reader');
  for (const what of moto.mends) report.coveredByMend(what);
  report.print();
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

main().then(undefined, (error: unknown) => {
  console.error(`\n${error instanceof Error ? error.stack ?? error.message : String(error)}`);
  process.exitCode = 1;
});
