// A process that answers each POST at once and does nothing else. How long its answers take is what the machine and the probe add to an answer.
import { createServer } from 'node:http';

const server = createServer((request, response) => request.resume().once('end', () => response.end()));
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.stdin.resume().once('end', () => process.exit(0));
