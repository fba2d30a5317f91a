// A handler that does what the event says. Its response does not depend on its telemetry.
import { request } from 'node:http';

/** Resolves when the gate is opened. */
const passGate = (url) => new Promise((resolve, reject) => {
  request(url, (response) => response.resume().once('end', resolve)).once('error', reject).end();
});

/** POSTs to the extension's telemetry listener, which only Lambda should do. */
const post = ({ port, body }) => new Promise((resolve) => {
  request({ host: '127.0.0.1', port, method: 'POST' }, (response) => response.resume().once('close', resolve)).once('error', resolve).end(body);
});

export const handler = async (event) => {
  if (event.print !== undefined) console.log(event.print);
  const line = ` ${'x'.repeat(event.length ?? 0)}`;
  for (let i = 0; i < (event.lines ?? 0); i++) console.log(`line ${i}${line}`);
  for (const telemetry of event.posts ?? []) await post(telemetry);
  if (event.gate) await passGate(event.gate);
  if (event.waitMs) await new Promise((resolve) => setTimeout(resolve, event.waitMs));
  if (event.throws) throw new Error('thrown by the handler');
  if (event.exitsWith !== undefined) process.exit(event.exitsWith);
  if (event.hangs) await new Promise(() => setInterval(() => undefined, 1_000));
  return { done: true };
};
