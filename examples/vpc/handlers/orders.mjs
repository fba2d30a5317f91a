import { connect } from 'node:net';

/** Says how long the database takes to accept a connection. A driver would take it from here. */
export const handler = async () => {
  const started = performance.now();
  await new Promise((resolve, reject) => {
    const socket = connect({ host: process.env.DATABASE_HOST, port: Number(process.env.DATABASE_PORT), timeout: 3_000 });
    socket.once('connect', () => { socket.destroy(); resolve(); });
    socket.once('timeout', () => socket.destroy(new Error('the database did not answer within 3 s')));
    socket.once('error', reject);
  });
  const milliseconds = Math.round(performance.now() - started);
  console.info({ event: 'database reached', milliseconds });
  return { milliseconds };
};
