import { mkdtemp, rm } from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { Cleanup } from '../command-line/cleanup';
import { isNodeRuntime, nodeBinary, NodeRuntime } from '../simulator';
import { LiveView } from './report/live-view';
import { checkConsumer, permittedStream } from './template/check-permissions';
import { writeBareLayer } from '../benchmark/contestants/bare-layer';
import { Terminal } from '../command-line/terminal';
import { synthesize } from './template/cloud-assembly';
import { DeployedFunction, Deployment, DeploymentError } from './template/deployment';
import { readDeployment } from './template/read-deployment';
import { ColdStartComparison, compareColdStarts } from './traffic/cold-start';
import { runConsumer } from './traffic/consumer-run';
import { findPython } from './traffic/find-python';
import { mapConcurrently } from './traffic/map-concurrently';
import { SCENARIO } from './traffic/scenario';
import { EnvironmentRun, runEnvironment, TrafficProps } from './traffic/traffic';
import { judge } from './verdict/completeness';
import { judgeConsumer } from './verdict/consumer-verdict';
import { DemoResult } from './verdict/demo-result';
import { envelopesIn } from '../faults/oracle/envelope';
import { EmbeddedKinesis, FaultProxy, StreamRecord } from '../simulator/kinesis';

const EXAMPLE = path.resolve(__dirname, '..', 'examples', 'typescript');
const PLACE = { partition: 'aws', accountId: '123456789012', region: 'eu-west-1' };
/** The stream for cold start measurements, whose events are not judged. */
const COLD_START_STREAM = 'cold-starts';
/** More on Node.js 22: the figures of the JSON report are for this runtime. */
const COLD_START_PAIRS: Readonly<Record<NodeRuntime, number>> = { 'nodejs22.x': 9, 'nodejs24.x': 3 };

/** Runs the demo and returns its results. */
export async function runDemo(terminal: Terminal, cleanup: Cleanup): Promise<DemoResult> {
  const phases = new Map<string, number>();
  const timed = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const startedAt = performance.now();
    const result = await work();
    phases.set(name, (phases.get(name) ?? 0) + performance.now() - startedAt);
    return result;
  };
  const folder = await mkdtemp(path.join(os.tmpdir(), 'telemetry-demo-'));
  cleanup.add(() => rm(folder, { recursive: true, force: true }));

  terminal.progress(`synthesizing ${path.relative(process.cwd(), EXAMPLE)}`);
  const python = await timed('Python', findPython);
  if (typeof python === 'string') terminal.progress(`without the Python function: ${python}`);
  const deployment = await timed('synth', () => readExample(folder, typeof python === 'object'));
  const stream = theStream(deployment);
  terminal.progress(`the template has ${deployment.functions.length} functions with permission to write to ${stream.arn}`);

  const kinesis = await timed('Kinesis', async () => {
    const started = await EmbeddedKinesis.start({ streams: [stream, { name: COLD_START_STREAM }], accountId: PLACE.accountId, region: PLACE.region });
    cleanup.add(() => started.stop());
    return started;
  });
  const proxy = await FaultProxy.start({ target: kinesis.endpoint });
  cleanup.add(() => proxy.stop());
  terminal.progress(`started Kinesis at ${kinesis.endpoint} with a stream of ${stream.shards} shards`);

  const view = new LiveView(terminal, new Map(deployment.functions.map((fn) => [fn.arn, fn.title])));
  const tail = kinesis.tail(stream.name, (record) => envelopesIn(record.data).forEach((envelope) => view.show(envelope)));
  terminal.progress('invoking the functions: bursts, pauses with frozen environments, errors, a timeout. Some of the events in the stream:');
  const runs = await timed('traffic', () => runScenario(deployment.functions, {
    kinesisEndpoint: proxy.endpoint, region: PLACE.region, accountId: PLACE.accountId, cleanup, ...typeof python === 'object' && { python },
  }));
  await tail.stop();
  view.end();
  terminal.progress(`shut down ${runs.length} environments, ${view.arrived.toLocaleString('en')} events have arrived`);

  const coldStarts = await timed('cold starts', () => measureColdStarts(deployment.functions, kinesis, folder, terminal, cleanup));

  terminal.progress('reading the stream');
  const records = await timed('judging', () => kinesis.readAll(stream.name));
  const envelopes = records.flatMap((record: StreamRecord) => envelopesIn(record.data));
  terminal.progress(`invoking the consumer ${deployment.consumers.map(({ fn }) => fn.title).join(', ')} with the ${records.length} records, as Lambda does`);
  const concurrency = os.availableParallelism();
  const consumers = await timed('consumer', () => mapConcurrently(deployment.consumers, 1, async (consumer) => judgeConsumer(
    await runConsumer(consumer, records, { region: PLACE.region, accountId: PLACE.accountId, cleanup, concurrency }), envelopes)));
  const printed = deployment.functions.map((fn) => ({
    source: fn.arn,
    lines: runs.filter((run) => run.fn === fn).flatMap((run) => run.printed),
  }));
  return {
    kinesis: { endpoint: kinesis.endpoint, stream: stream.name, ...PLACE },
    functions: deployment.functions,
    runs,
    envelopes,
    consumers,
    verdict: judge(runs.flatMap((run) => run.expectations), printed, envelopes),
    violations: proxy.statistics.violations.map((violation) => `Kinesis would have rejected a call: ${violation.message}`),
    stream: records,
    records: records.length,
    putUnits: proxy.statistics.putUnits,
    bytes: records.reduce((sum, record) => sum + record.data.length, 0),
    coldStarts,
    phases,
  };
}

async function readExample(folder: string, withPython: boolean): Promise<Deployment> {
  const [stack, ...others] = await synthesize(EXAMPLE, path.join(folder, 'cdk.out'), withPython ? {} : { python: 'false' });
  if (!stack || others.length > 0) throw new DeploymentError('The example must have one stack');
  const deployment = readDeployment(stack, PLACE);
  if (deployment.consumers.length === 0) throw new DeploymentError('The example must have a function that reads the stream');
  for (const consumer of deployment.consumers) {
    nodeBinary(consumer.fn.runtime);
    checkConsumer(consumer);
  }
  for (const fn of deployment.functions) {
    if (isNodeRuntime(fn.runtime)) nodeBinary(fn.runtime); // throws before anything is started if the binary is missing
    if (!(fn.title in SCENARIO)) throw new DeploymentError(`The scenario has no traffic for the function ${fn.title}`);
  }
  return deployment;
}

function theStream(deployment: Deployment): Deployment['streams'][number] {
  const streams = new Set(deployment.functions.map((fn) => permittedStream(fn, deployment)));
  const [stream, ...others] = streams;
  if (!stream || others.length > 0) throw new DeploymentError('The functions of the example must write to one stream');
  return stream;
}

async function runScenario(functions: readonly DeployedFunction[], props: TrafficProps): Promise<EnvironmentRun[]> {
  const lives = functions.flatMap((fn) => SCENARIO[fn.title].map((life, index) => ({ fn, life, index })));
  // More environments than processors would wait for each other, which would lengthen their holds.
  return mapConcurrently(lives, os.availableParallelism(), ({ fn, life, index }) => runEnvironment(fn, index, life, props));
}

async function measureColdStarts(
  functions: readonly DeployedFunction[], kinesis: EmbeddedKinesis, folder: string, terminal: Terminal, cleanup: Cleanup,
): Promise<Map<NodeRuntime, ColdStartComparison>> {
  const bareLayer = path.join(folder, 'bare-layer.zip');
  await writeBareLayer(bareLayer);
  const comparisons = new Map<NodeRuntime, ColdStartComparison>();
  // The bare extension is a Node.js script.
  for (const runtime of new Set(functions.map((fn) => fn.runtime).filter(isNodeRuntime))) {
    const fn = functions.find((candidate) => candidate.runtime === runtime);
    if (!fn) continue;
    terminal.progress(`measuring cold starts on ${runtime}, compared with a bare extension`);
    comparisons.set(runtime, await compareColdStarts(fn, {
      pairs: COLD_START_PAIRS[runtime],
      bareLayer,
      kinesisEndpoint: kinesis.endpoint,
      streamArn: kinesis.streamArn(COLD_START_STREAM),
      region: PLACE.region,
      accountId: PLACE.accountId,
      event: {},
      cleanup,
    }));
  }
  return comparisons;
}
