import { Agent, request } from 'node:http';
import type { LocalKinesis } from './local-kinesis';

/** About what ten lines of a short invocation make. */
const RECORD_BYTES = 5_000;

/** One PutRecords call over a connection that is kept open: what Kinesis itself takes, in milliseconds. */
export class RoundTrip {
  static async open(kinesis: LocalKinesis): Promise<RoundTrip> {
    const { arn } = await kinesis.newStream();
    const trip = new RoundTrip(kinesis.endpoint, arn);
    await trip.measure();
    return trip;
  }

  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });
  private readonly body: string;

  private constructor(private readonly endpoint: string, streamArn: string) {
    this.body = JSON.stringify({ StreamARN: streamArn, Records: [{ Data: Buffer.alloc(RECORD_BYTES, 'x').toString('base64'), PartitionKey: 'key' }] });
  }

  async measure(): Promise<number> {
    const startedAt = performance.now();
    await new Promise<void>((resolve, reject) => {
      request(this.endpoint, {
        method: 'POST', agent: this.agent, headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'Kinesis_20131202.PutRecords' },
      }, (response) => {
        response.resume().once('end', () => response.statusCode === 200 ? resolve() : reject(new Error(`PutRecords: ${response.statusCode}`)));
      }).once('error', reject).end(this.body);
    });
    return performance.now() - startedAt;
  }

  close(): void {
    this.agent.destroy();
  }
}
