import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { Terminal } from '../../command-line/terminal';
import { nodeBinary } from '../../simulator';
import { DemoKinesis } from '../verdict/demo-result';

const ROOT = path.resolve(__dirname, '..', '..');
const CLI = path.join(ROOT, 'cli', 'main.mjs');
/** Git ignores the folder. Each demo writes the page anew. */
const PAGE = path.join(ROOT, '.cache', 'demo', 'report.html');

/** Writes the page of the command `report` about the stream, and prints its name. */
export async function writeReportPage({ kinesis }: { readonly kinesis: DemoKinesis }, terminal: Terminal): Promise<void> {
  const { endpoint, stream, region, accountId } = kinesis;
  terminal.progress('writing a page about the telemetry, with the command report');
  mkdirSync(path.dirname(PAGE), { recursive: true });
  await promisify(execFile)(nodeBinary('nodejs22.x'), [CLI, 'report', '--stream', stream, '--since', '1h', '--out', PAGE], {
    // A local Kinesis takes the account from an access key id of twelve digits, and does not look at the secret.
    env: { AWS_ENDPOINT_URL_KINESIS: endpoint, AWS_REGION: region, AWS_ACCESS_KEY_ID: accountId, AWS_SECRET_ACCESS_KEY: 'local' },
  });
  terminal.heading('A page about all of it, to open in a browser');
  terminal.line(`  ${path.relative(process.cwd(), PAGE)}`);
}
