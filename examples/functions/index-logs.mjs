import { gunzipSync } from 'node:zlib';

/** Reads what a CloudWatch Logs subscription writes: a record is one JSON document, compressed by gzip. */
export const handler = async ({ Records }) => {
  for (const { kinesis } of Records) {
    const { messageType, logGroup, logEvents } = JSON.parse(gunzipSync(Buffer.from(kinesis.data, 'base64')));
    if (messageType === 'DATA_MESSAGE') console.log(`${logGroup}: ${logEvents.length} log event(s)`);
  }
};
