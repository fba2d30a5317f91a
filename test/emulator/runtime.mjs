// The smallest runtime for AWS's emulator in its Managed Instances mode: it asks for as many invocations at once as the emulator
// allows. An invocation prints a number of lines.
import { Agent, request } from 'node:http';

const { AWS_LAMBDA_RUNTIME_API: host, AWS_LAMBDA_MAX_CONCURRENCY: workers } = process.env;
const agent = new Agent({ keepAlive: true });

function call(method, path, body) {
  return new Promise((resolve, reject) => {
    const sent = request(`http://${host}/2018-06-01/runtime/invocation/${path}`, { method, agent }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => resolve({ headers: response.headers, body: Buffer.concat(chunks).toString() }));
    });
    sent.on('error', reject).end(body);
  });
}

async function work() {
  for (;;) {
    const { headers, body } = await call('GET', 'next');
    const { name, lines } = JSON.parse(body);
    process.stdout.write(Array.from({ length: lines }, (_, line) => `${name} line ${line}\n`).join(''));
    await call('POST', `${headers['lambda-runtime-aws-request-id']}/response`, JSON.stringify({ lines }));
  }
}

await Promise.all(Array.from({ length: Number(workers) }, work));
