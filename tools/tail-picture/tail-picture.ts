import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { EmbeddedKinesis } from '../../simulator/kinesis';
import { ROOT } from '../project';
import { pythonWith } from '../python-environment';

const COLUMNS = 132;
const ROWS = 45;
const PICTURE = join(ROOT, 'docs/tail.svg');
const RECORDED = join(ROOT, 'test/cli/recorded/demo.ndjson');
const STREAM = 'telemetry';
const COMMAND = 'npx cdk-kinesis-telemetry-extension tail telemetry --group --whole-request --filter "/kettle|timed out/"';
/** A server of its own, which ends with its last session. */
const TMUX = ['-L', `tail-picture-${process.pid}`, '-f', '/dev/null'];
const DEADLINE_MS = 60_000;

/**
 * Writes docs/tail.svg: what a terminal (tmux, which must be installed) shows of a tail of the recorded demo. Nothing in it is drawn by hand.
 * Run it when the output has changed: npx tsx tools/tail-picture/tail-picture.ts
 */
async function main(): Promise<void> {
  const kinesis = await EmbeddedKinesis.start({ streams: [{ name: STREAM }] });
  try {
    await fill(kinesis);
    const screen = await screenOf(kinesis);
    process.stdout.write(screen);
    const python = pythonWith('tail-picture', join(__dirname, 'requirements.txt'));
    writeFileSync(PICTURE, execFileSync(python, [join(__dirname, 'draw.py'), String(COLUMNS), 'the telemetry of the demo'], { input: screen }));
  } finally {
    await kinesis.stop();
  }
}

async function fill(kinesis: EmbeddedKinesis): Promise<void> {
  const Records = readFileSync(RECORDED, 'utf8').split('\n').slice(0, -1).map((line) => ({ Data: Buffer.from(`${line}\n`), PartitionKey: 'one' }));
  await kinesis.client.send(new PutRecordsCommand({ StreamName: STREAM, Records }));
}

/** Types the command into a shell, and returns the last screen, with its colours. */
async function screenOf(kinesis: EmbeddedKinesis): Promise<string> {
  const environment = {
    AWS_ENDPOINT_URL_KINESIS: kinesis.endpoint, AWS_REGION: kinesis.region, AWS_ACCESS_KEY_ID: kinesis.accountId, AWS_SECRET_ACCESS_KEY: 'local',
  };
  const variables = Object.entries(environment).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
  tmux('new-session', '-d', '-x', String(COLUMNS), '-y', String(ROWS), '-c', ROOT, ...variables, 'bash --norc --noprofile');
  try {
    // The machine's own prompt does not belong into the picture.
    tmux('send-keys', 'PS1="$ "; clear', 'Enter');
    tmux('send-keys', COMMAND, 'Enter');
    for (const end = Date.now() + DEADLINE_MS; Date.now() < end; await delay(200)) {
      const screen = tmux('capture-pane', '-e', '-p');
      if (/none missing[^]*\n\$\s*$/.test(tmux('capture-pane', '-p'))) return screen;
    }
    throw new Error(`the tail did not end:\n${tmux('capture-pane', '-p')}`);
  } finally {
    tmux('kill-server');
  }
}

function tmux(...args: readonly string[]): string {
  return execFileSync('tmux', [...TMUX, ...args], { encoding: 'utf8' });
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
