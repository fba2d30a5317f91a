import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { CliRun } from './cli-run';
import type { Envelope } from '../../consumer-src';
import { EmbeddedKinesis } from '../../simulator/kinesis';

const STREAM = 'WebShop';
/** Four environments of three functions of `npm run demo`, as a tail has printed them with `--output json`. */
const LINES = readFileSync(join(__dirname, 'recorded/demo.ndjson'), 'utf8').split('\n').slice(0, -1);
const EVENTS = LINES.map((line) => JSON.parse(line) as Envelope);

/** As the demo's own report says. */
const INVOCATIONS = 27;
const DECLINED = 4;

interface Group extends Record<string, unknown> {
  readonly requestId: string;
  readonly events: readonly Envelope[];
}

let kinesis: EmbeddedKinesis;

beforeAll(async () => {
  kinesis = await EmbeddedKinesis.start({ streams: [{ name: STREAM, shards: 2 }] });
  for (const environment of new Set(EVENTS.map((event) => event.environment))) {
    const own = LINES.filter((_, index) => EVENTS[index].environment === environment);
    const Records = Array.from({ length: Math.ceil(own.length / 20) }, (_, index) => ({
      Data: Buffer.from(`${own.slice(index * 20, (index + 1) * 20).join('\n')}\n`), PartitionKey: environment,
    }));
    await kinesis.client.send(new PutRecordsCommand({ StreamName: STREAM, Records }));
  }
});

afterAll(() => kinesis.stop());

async function tail(...args: string[]): Promise<CliRun> {
  const run = new CliRun(['tail', STREAM, ...args], {
    AWS_ENDPOINT_URL_KINESIS: kinesis.endpoint, AWS_REGION: kinesis.region, AWS_ACCESS_KEY_ID: kinesis.accountId, AWS_SECRET_ACCESS_KEY: 'embedded',
  });
  expect(await run.ended).toMatchObject({ code: 0 });
  return run;
}

const identities = (events: readonly Envelope[]) => events.map(({ environment, sequence }) => `${environment} ${sequence}`).sort();

test('--output json prints each event exactly as it is in the stream', async () => {
  const { lines, stderr } = await tail('--output', 'json');
  expect([...lines].sort()).toEqual([...LINES].sort());
  expect(stderr).toContain(`${LINES.length} events of 4 environments; none missing; no dropped ranges\n`);
});

test('--where finds the declined cards, and --whole-request all other events of their invocations', async () => {
  const declined = EVENTS.filter(({ record }) => (record as { message?: { errorType?: string } }).message?.errorType === 'CardDeclined');
  expect(declined).toHaveLength(DECLINED);
  const where = ['--where', 'record.message.errorType=CardDeclined', '--output', 'json'];
  expect(identities((await tail(...where)).lines.map((line) => JSON.parse(line) as Envelope))).toEqual(identities(declined));

  const whole = (await tail(...where, '--whole-request')).lines.map((line) => JSON.parse(line) as Envelope);
  const requests = declined.map(({ requestId }) => requestId);
  expect(identities(whole)).toEqual(identities(EVENTS.filter(({ requestId }) => requests.includes(requestId))));
  expect(whole.filter(({ type }) => type === 'platform.report')).toHaveLength(DECLINED);
});

test('--group gives each invocation once, with the facts of its report', async () => {
  const printed = (await tail('--group', '--output', 'json')).lines.map((line) => JSON.parse(line) as Group | Envelope);
  const groups = printed.filter((one): one is Group => 'events' in one);
  const alone = printed.filter((one): one is Envelope => !('events' in one));
  expect(groups).toHaveLength(INVOCATIONS);
  expect(new Set(groups.map(({ requestId }) => requestId)).size).toBe(INVOCATIONS);
  for (const { requestId, events, status, durationMs, billedDurationMs, memorySizeMB, maxMemoryUsedMB, initDurationMs } of groups) {
    const own = EVENTS.filter((event) => event.requestId === requestId);
    expect(identities(events)).toEqual(identities(own));
    const report = own.find(({ type }) => type === 'platform.report')?.record as { readonly status: string; readonly metrics: object };
    expect({ status, durationMs, billedDurationMs, memorySizeMB, maxMemoryUsedMB, initDurationMs })
      .toEqual({ status: report.status, initDurationMs: undefined, ...report.metrics });
  }
  expect(identities([...groups.flatMap(({ events }) => events), ...alone])).toEqual(identities(EVENTS));
});

test('--group, --level and --whole-request show what went wrong, each invocation under its heading', async () => {
  const { stdout } = await tail('--group', '--level', 'error', '--whole-request');
  const headings = stdout.split('\n').flatMap((line) => /^\S+ (\S+) [\da-f-]{36} (\w+ \(\S+\)|\w+), /.exec(line)?.slice(1).join(' ') ?? []);
  expect(headings.sort()).toEqual([
    ...Array.from({ length: 2 }, () => 'WebShop-Inventory error (UnknownArticle)'), ...Array.from({ length: 4 }, () => 'WebShop-Payments error (CardDeclined)'),
    'WebShop-Reports timeout (Sandbox.Timedout)',
  ]);
  expect(stdout).toMatch(/^ {2}\d\d:\d\d:\d\d\.\d{3} ERROR Task timed out after 2\.00 seconds$/m);
});

test('--function takes a name as it is shown, and --type an invocation\'s reports', async () => {
  const { lines } = await tail('--function', 'WebShop-Payments', '--type', 'platform.report');
  expect(lines).toHaveLength(13);
  expect(lines.filter((line) => !/ WebShop-Payments [\da-f]{8} platform\.report /.test(line))).toEqual([]);
});
