// Posts telemetry of one event to an extension again and again, and measures how long each answer takes. A process of its own, so that
// nothing else delays it. Reads the port from the standard input. On each further line, prints the longest answer since the one before, in
// milliseconds, and the number of answers.
import { Agent, createServer, request } from 'node:http';
import { createInterface } from 'node:readline';

const PAUSE_MS = 2;
/** The first requests of a process compile its code. */
const WARM_UP = 100;
const BODY = Buffer.from('[{"time":"2026-11-20T09:00:00.123Z","type":"extension","record":"x"}]');
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

let longestMs = 0;
let answers = 0;

const post = (port) => new Promise((resolve, reject) => {
  const headers = { 'Content-Type': 'application/json', 'Content-Length': BODY.length };
  request({ host: '127.0.0.1', port, path: '/', method: 'POST', agent, headers }, (response) => {
    response.resume().once('end', () => response.statusCode === 200 ? resolve() : reject(new Error(`status ${response.statusCode}`)));
  }).once('error', reject).end(BODY);
});

async function postForEver(port) {
  for (;;) {
    const startedAt = performance.now();
    await post(port);
    longestMs = Math.max(longestMs, performance.now() - startedAt);
    answers++;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

const server = createServer((posted, response) => posted.resume().once('end', () => response.end()));
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
for (let i = 0; i < WARM_UP; i++) await post(server.address().port);
server.close();
server.closeAllConnections();

let port;
createInterface({ input: process.stdin }).on('line', (line) => {
  if (port === undefined) {
    port = Number(line);
    // The end of the environment ends it.
    postForEver(port).catch(() => process.exit(1));
    return;
  }
  console.log(JSON.stringify({ longestMs, answers }));
  longestMs = 0;
  answers = 0;
}).on('close', () => process.exit(0));
console.log('ready');
