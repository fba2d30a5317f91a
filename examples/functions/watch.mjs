import { gunzipSync } from 'node:zlib';

/** Reads the stream and logs each invocation that failed. A record holds lines of JSON, one for each event. */
export const handler = async ({ Records }) => {
  for (const { kinesis } of Records) {
    for (const line of textOf(Buffer.from(kinesis.data, 'base64')).split('\n').filter(Boolean)) {
      const { type, source, record } = JSON.parse(line);
      if (type === 'platform.report' && record.status !== 'success') {
        console.warn(JSON.stringify({ failed: source, requestId: record.requestId, status: record.status }));
      }
    }
  }
};

/** Functions with Compression.GZIP write compressed records into the same stream. */
const textOf = (data) => (data[0] === 0x1f ? gunzipSync(data) : data).toString();
