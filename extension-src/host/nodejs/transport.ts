import { answering } from './answering';
import type { LoadTransport } from '../host';

export const loadTransport: LoadTransport = async ({ stream, proxy }, clock) => {
  // One at a time, because Lambda waits for an answer while a file is loaded.
  await answering();
  await import('node:tls');
  await answering();
  await import('./kinesis/aliases/undici.js');
  await answering();
  const { createTransport } = await import('./kinesis/transport.js');
  await answering();
  const transport = createTransport(stream, () => clock.now(), proxy);
  // What fails here fails in the first call too.
  transport.warmUp().catch(() => undefined);
  return transport;
};
