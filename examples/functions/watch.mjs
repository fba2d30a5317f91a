/** Reads the stream: a record holds lines of JSON, one an event. Says which invocations went wrong. */
export const handler = async ({ Records }) => {
  for (const { kinesis } of Records) {
    for (const line of Buffer.from(kinesis.data, 'base64').toString().split('\n').filter(Boolean)) {
      const { type, source, record } = JSON.parse(line);
      if (type === 'platform.report' && record.status !== 'success') {
        console.warn(JSON.stringify({ failed: source, requestId: record.requestId, status: record.status }));
      }
    }
  }
};
