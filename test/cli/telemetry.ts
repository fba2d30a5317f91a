import { execFileSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import type { Envelope } from '../../consumer-src';
import { nodeBinary } from '../../simulator';
import { aggregated, logEvent, ndjson, subscription } from '../consumer/records';

/** Returns an envelope as the extension writes it. */
export function lineOf({ time = '2026-11-20T09:00:00.123Z', type = 'function', record = 'hello', source = 'arn:aws:lambda:eu-west-1:123456789012:function:orders', environment = '0a2k9x4mrq7vz1tb', sequence = 1, requestId }: Partial<Envelope>): string {
  return `{"time":${JSON.stringify(time)},"type":${JSON.stringify(type)},"record":${JSON.stringify(record)},"source":${JSON.stringify(source)},"version":"$LATEST",`
    + `"environment":${JSON.stringify(environment)},"sequence":${sequence}${requestId === undefined ? '' : `,"requestId":${JSON.stringify(requestId)}`}}\n`;
}

/** Returns an envelope as a tail reads it. */
export function envelope(fields: Partial<Envelope>): Envelope {
  const line = lineOf(fields);
  return Object.defineProperty(JSON.parse(line) as Envelope, 'line', { value: line.trimEnd(), enumerable: false });
}

/** Compresses with Lambda's Node.js, because the Node.js that runs the tests may be too old. */
export function zstd(data: Buffer): Buffer {
  const script = 'const c=[];process.stdin.on("data",(d)=>c.push(d)).on("end",()=>process.stdout.write(require("node:zlib").zstdCompressSync(Buffer.concat(c))))';
  return execFileSync(nodeBinary('nodejs22.x'), ['-e', script], { input: data });
}

/** The formats of records, each with what makes one of the events of an environment. */
export const FORMATS: Readonly<Record<string, (environment: string, sequences: readonly number[], time: string) => Buffer>> = {
  lines: (environment, sequences, time) => ndjson(...linesOf(environment, sequences, time)),
  gzip: (environment, sequences, time) => gzipSync(ndjson(...linesOf(environment, sequences, time))),
  zstd: (environment, sequences, time) => zstd(ndjson(...linesOf(environment, sequences, time))),
  aggregated: (environment, sequences, time) => aggregated(linesOf(environment, sequences, time)),
  cloudWatchLogs: (environment, sequences, time) => subscription(sequences.map((sequence) => logEvent(sequence, `line ${sequence}`, environment, Date.parse(time)))),
};

function linesOf(environment: string, sequences: readonly number[], time: string): string[] {
  return sequences.map((sequence) => lineOf({ environment, sequence, time, record: `line ${sequence}` }));
}
