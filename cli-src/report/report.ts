import { parseReportArguments } from './arguments';
import type { BucketPlace, ReportArguments } from './arguments';
import { readStream } from './read-stream';
import { SourceLedger } from './source-ledger';
import { REPORT_USAGE } from './usage';
import { writePage } from './write-page';
import { findFiles } from '../archives/files';
import type { Input } from '../archives/input';
import { readInputs } from '../archives/read-inputs';
import type { Undecodable } from '../archives/read-inputs';
import { clientConfiguration, kinesisClient } from '../aws/clients';
import { READ_OBJECTS, explain } from '../aws/explain-error';
import { AwsDirectory, accessTo, findStream, nameOf } from '../aws/find-stream';
import type { StreamName } from '../aws/find-stream';
import { isThrottled } from '../aws/temporary';
import type { Surroundings } from '../command';
import { CommandError } from '../errors';
import { FiguresOf } from '../figures/figures';
import { pageOf } from '../page/page';
import type { ReportData } from '../page/report-data';
import { KinesisShardCalls } from '../shards/shard-calls';

const STANDARD_OUTPUT = '-';
const INTERRUPTED = 130;
/** After so many failures in a row the user is told. */
const FAILURES_TO_TELL = 3;

/** Reads telemetry and writes a page about it. @returns the exit code */
export async function report(argv: readonly string[], surroundings: Surroundings, version: string): Promise<number> {
  const args = parseReportArguments(argv, surroundings.clock.now());
  if (args.help) {
    surroundings.stdout.write(`${REPORT_USAGE}\n`);
    return 0;
  }
  return new Report(args, surroundings, version).run();
}

class Report {
  private readonly ledger = new SourceLedger();
  private readonly figures: FiguresOf;
  private readonly told = new Set<string>();

  constructor(private readonly args: ReportArguments, private readonly surroundings: Surroundings, private readonly version: string) {
    this.figures = new FiguresOf(args.span);
  }

  async run(): Promise<number> {
    const { stopping, clock, stdout } = this.surroundings;
    const { out, span, place } = this.args;
    const title = 'files' in place ? await this.files(place.files) : 's3' in place ? await this.bucket(place.s3) : await this.stream(place.stream);
    const sources = this.ledger.sources(title, stopping.aborted);
    const data: ReportData = { figures: this.figures.end(), sources, span, madeAt: clock.now(), version: this.version };
    const { figures: { events, outside, completeness: { missing } } } = data;
    const { undecodable } = sources;
    if (events === 0) {
      throw new CommandError(`there is no telemetry in ${title}${outside > 0 ? ` of this time, but ${outside} events of another` : ''}${undecodable > 0 ? `; ${undecodable} records could not be decoded` : ''}`);
    }
    const page = await pageOf(data);
    if (out === STANDARD_OUTPUT) stdout.write(page);
    else await writePage(out, page);
    this.tell(`${events.toLocaleString('en')} events, ${missing === 0 ? 'none' : missing.toLocaleString('en')} missing${undecodable > 0 ? `; ${undecodable.toLocaleString('en')} records could not be decoded` : ''}`
      + `: a page of ${Math.ceil(page.length / 1_000)} KB${stopping.aborted ? ', of what was read' : ''}`);
    if (out !== STANDARD_OUTPUT) stdout.write(`${out}\n`);
    return stopping.aborted ? INTERRUPTED : 0;
  }

  private async files(paths: readonly string[]): Promise<string> {
    const inputs = await findFiles(paths, process.stdin);
    await this.inputs(inputs);
    return inputs.length === 1 ? inputs[0].name : paths.length === 1 ? `${paths[0]}, ${inputs.length} files` : `${inputs.length} files`;
  }

  private async bucket({ bucket, prefix }: BucketPlace): Promise<string> {
    const { span: { since }, access } = this.args;
    const { stopping, environment } = this.surroundings;
    const what = `s3://${bucket}/${prefix}`;
    const configuration = clientConfiguration(access, environment);
    // An object is written after its events: those that were written before have none of the span.
    const props = { bucket, prefix, ...since !== undefined && { writtenSince: new Date(since) }, stopping };
    try {
      const { objectsOf } = await import('../aws/bucket-objects.js');
      await this.inputs((async function* (): AsyncGenerator<Input, void, undefined> {
        for await (const { key, bytes, open } of objectsOf(configuration, props)) yield { name: `s3://${bucket}/${key}`, bytes, open };
      })());
    } catch (error) {
      const { region, profile = environment.AWS_PROFILE } = access;
      if (!stopping.aborted) throw explain(error, { what, region, profile, permissions: READ_OBJECTS });
    }
    return what;
  }

  private async inputs(inputs: AsyncIterable<Input> | Iterable<Input>): Promise<void> {
    await readInputs(inputs, {
      onEnvelopes: (envelopes) => envelopes.forEach((envelope) => this.figures.add(envelope)),
      onUndecodable: (undecodable) => this.undecoded(undecodable),
      onInput: ({ name, bytes }, events) => this.ledger.input(name, bytes, events),
    }, this.surroundings.stopping);
  }

  private async stream(name: StreamName): Promise<string> {
    const { environment, clock, stopping } = this.surroundings;
    const configuration = clientConfiguration(accessTo(name, this.args.access), environment);
    const client = kinesisClient(configuration);
    let what = 'the stream';
    let region: string | undefined;
    try {
      region = await client.config.region();
      const stream = await findStream(name, new AwsDirectory(configuration));
      what = nameOf(stream);
      const since = new Date(this.args.span.since ?? 0);
      this.tell(`reading ${what} in ${region} since ${since.toISOString()}`);
      await readStream(new KinesisShardCalls(client, kinesisClient(configuration, 'none'), stream), since, clock, stopping, {
        onEnvelopes: (envelopes) => envelopes.forEach((envelope) => this.figures.add(envelope)),
        onUndecodable: (undecodable) => this.undecoded(undecodable),
        onShard: (shardId, bytes, events) => this.ledger.input(shardId, bytes, events),
        onFailures: (shardId, inARow, error) => this.failed(shardId, inARow, error),
      });
    } catch (error) {
      if (!stopping.aborted) throw explain(error, { what, region, profile: this.args.access.profile ?? environment.AWS_PROFILE });
    }
    return `stream ${what}${region === undefined ? '' : ` in ${region}`}`;
  }

  private undecoded(undecodable: Undecodable): void {
    const { where, code, message } = undecodable;
    if (this.ledger.undecoded(undecodable)) this.tell(`${where} has a record that cannot be decoded (${code}): ${message}. Such records are left out and counted`);
  }

  private failed(shardId: string, inARow: number, error: unknown): void {
    if (inARow !== FAILURES_TO_TELL || !(error instanceof Error) || this.told.has(error.name)) return;
    this.told.add(error.name);
    this.tell(`${shardId} ${isThrottled(error) ? 'is read by others too, more often than Kinesis allows: reading it more slowly' : 'cannot be read at the moment, trying again'} (${error.message || error.name})`);
  }

  private tell(notice: string): void {
    this.surroundings.stderr.write(`${notice.replace(/\s*\n\s*/g, ' ')}\n`);
  }
}
