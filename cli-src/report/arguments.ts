import { parseArgs } from 'node:util';
import type { Access } from '../aws/clients';
import type { StreamName } from '../aws/find-stream';
import { UsageError } from '../errors';
import type { Span } from '../figures/figures';
import { parseTime } from '../time';

/** An archive, or a part of it. */
export interface BucketPlace {
  readonly bucket: string;
  readonly prefix: string;
}

/** What is read: one of the three. */
export type Place = { readonly files: readonly string[] } | { readonly stream: StreamName } | { readonly s3: BucketPlace };

/** The arguments of a report. */
export interface ReportArguments {
  readonly help: boolean;
  readonly place: Place;
  readonly access: Access;
  readonly span: Span;
  /** A file, or `-`. */
  readonly out: string;
}

const OPTIONS = {
  s3: { type: 'string' },
  stream: { type: 'string' },
  stack: { type: 'string' },
  prefix: { type: 'string' },
  region: { type: 'string' },
  profile: { type: 'string' },
  since: { type: 'string' },
  until: { type: 'string' },
  out: { type: 'string', short: 'o', default: 'report.html' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const STREAM_SINCE = '1h';
/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html, and ARNs of access points */
const S3_URI = /^s3:\/\/([a-z\d][a-z\d.-]{1,61}[a-z\d]|arn:[^/]+:accesspoint\/[^/]+)(?:\/(.*))?$/;

/**
 * Reads the arguments.
 * @param now milliseconds since the epoch
 * @throws UsageError
 */
export function parseReportArguments(args: readonly string[], now: number): ReportArguments {
  const { values, positionals: files } = parsed(args);
  for (const [name, value] of Object.entries(values)) if (value === '') throw new UsageError(`--${name} must not be empty`);
  if (files.includes('')) throw new UsageError('the name of a file must not be empty');
  const { stream, stack, prefix, region, profile, s3, help, out } = values;
  const place = values.help ? { files } : placeOf({ files, stream, stack, prefix, s3 });
  const since = values.since ?? ('stream' in place ? STREAM_SINCE : undefined);
  const span: Span = {
    ...since !== undefined && { since: parseTime('--since', since, now).getTime() },
    ...values.until !== undefined && { until: parseTime('--until', values.until, now).getTime() },
  };
  if (span.since !== undefined && span.until !== undefined && span.since >= span.until) {
    throw new UsageError(`--since must be before --until, got ${new Date(span.since).toISOString()} and ${new Date(span.until).toISOString()}`);
  }
  return { help, place, access: { region, profile }, span, out };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    // Node.js adds advice about arguments that begin with a dash.
    throw new UsageError((error as Error).message.split('. ')[0]);
  }
}

function placeOf({ files, s3, stream, stack, prefix }: StreamName & { readonly files: readonly string[]; readonly s3?: string }): Place {
  const ways = [
    files.length > 0 && 'files', s3 !== undefined && '--s3', stream !== undefined && '--stream', stack !== undefined && '--stack', prefix !== undefined && '--prefix',
  ].filter((way) => way !== false);
  if (ways.length === 0) throw new UsageError('say what to read: files, --s3, or a stream by --stream, --stack or --prefix');
  if (ways.length > 1) throw new UsageError(`read from one place at a time, got ${ways.join(' and ')}`);
  if (s3 !== undefined) return { s3: bucketPlaceOf(s3) };
  if (files.length > 0) return { files };
  if (prefix !== undefined && !prefix.startsWith('/')) throw new UsageError(`--prefix must begin with a slash, as SSM parameters do, got ${JSON.stringify(prefix)}`);
  return { stream: { stream, stack, prefix } };
}

function bucketPlaceOf(uri: string): BucketPlace {
  const [, bucket, prefix = ''] = S3_URI.exec(uri) ?? [];
  if (bucket === undefined) throw new UsageError(`--s3 must be a bucket and a prefix such as s3://telemetry-archive/telemetry/date=2026-11-20/, got ${JSON.stringify(uri)}`);
  return { bucket, prefix };
}
