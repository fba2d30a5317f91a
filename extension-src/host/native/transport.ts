import type { LoadTransport } from '../host';

export const loadTransport: LoadTransport = async ({ stream, proxy }, clock) => {
  const { createTransport } = await import('./kinesis/kinesis-transport.js');
  const transport = createTransport(stream, engine.env, () => clock.now(), proxy);
  // What fails here fails in the first call too.
  transport.warmUp().catch(() => undefined);
  return transport;
};
