// The Runtime API's client: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
import http from 'node:http';

const [hostname, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
const agent = new http.Agent({ keepAlive: true, maxSockets: Infinity });
const BASE = '/2018-06-01/runtime';

function call(method, path, body, headers = {}) {
  return new Promise((resolve, reject) => {
    const request = http.request({ hostname, port, method, path: BASE + path, agent, headers }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks).toString() }));
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end(body);
  });
}

export async function next() {
  const { headers, body } = await call('GET', '/invocation/next');
  return {
    requestId: headers['lambda-runtime-aws-request-id'],
    deadlineMs: Number(headers['lambda-runtime-deadline-ms']),
    functionArn: headers['lambda-runtime-invoked-function-arn'],
    traceId: headers['lambda-runtime-trace-id'],
    body,
  };
}

export async function postResponse(requestId, body) {
  await call('POST', `/invocation/${requestId}/response`, body, { 'Content-Type': 'application/json' });
}

const errorHeaders = (error) => ({
  'Content-Type': 'application/json',
  // A header cannot contain line breaks or characters beyond Latin-1.
  'Lambda-Runtime-Function-Error-Type': encodeURIComponent(error.errorType),
});

export async function postInvocationError(requestId, error) {
  await call('POST', `/invocation/${requestId}/error`, JSON.stringify(error), errorHeaders(error));
}

export async function postInitError(error) {
  await call('POST', '/init/error', JSON.stringify(error), errorHeaders(error));
}
