import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { recordedTelemetry } from './telemetry';
import { MotoServer } from '../deploy/moto-server';

const BUCKET = 'telemetry-archive';
const OBJECTS = 7;
const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'testing', AWS_SECRET_ACCESS_KEY: 'testing' };

/** Makes a report of objects in a local S3, and compares it with that of the file. @returns what is wrong, or undefined */
export async function reportFromS3(cli: string, folder: string): Promise<string | undefined> {
  const moto = await MotoServer.start(folder);
  try {
    const credentials = { accessKeyId: CREDENTIALS.AWS_ACCESS_KEY_ID, secretAccessKey: CREDENTIALS.AWS_SECRET_ACCESS_KEY };
    const s3 = new S3Client({ endpoint: moto.endpoint, region: 'us-east-1', credentials });
    await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
    const lines = recordedTelemetry().split('\n').slice(0, -1);
    const size = Math.ceil(lines.length / OBJECTS);
    for (let index = 0; index < OBJECTS; index++) {
      const content = gzipSync(lines.slice(index * size, (index + 1) * size).map((line) => `${line}\n`).join(''));
      await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: `telemetry/date=2026-11-30/hour=0${index}/part`, Body: content }));
    }
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'other/part', Body: 'no telemetry' }));
    const env = { ...CREDENTIALS, AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL_S3: moto.endpoint };
    const run = (uri: string, out: string) => promisify(execFile)(process.execPath, [cli, 'report', '--s3', uri, '--out', join(folder, out)], { env });
    await run(`s3://${BUCKET}/telemetry/`, 's3.html');
    const [read, file] = ['s3.html', 'demo.html'].map((name) => figuresOf(readFileSync(join(folder, name), 'utf8')));
    if (read !== file) return `the figures differ from those of the file:\n${read}\n${file}`;
    const refused = await run('s3://another-bucket/', 'none.html').then(() => 'it succeeds', ({ stderr }: { readonly stderr: string }) => stderr);
    return /report: there is no bucket of s3:\/\/another-bucket\/: /.test(refused) ? undefined : `a bucket that is not there is told so: ${refused}`;
  } finally {
    await moto.stop();
  }
}

/** Everything between the header and the names of what was read. */
function figuresOf(page: string): string {
  return /<main[^]*<section id="sources"/.exec(page)?.[0] ?? '';
}
