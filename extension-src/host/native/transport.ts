import type { LoadTransport } from '../host';
import { createTransport } from './kinesis/kinesis-transport';

export const loadTransport: LoadTransport = ({ stream, proxy }, clock) => Promise.resolve().then(() => {
  const transport = createTransport(stream, engine.env, () => clock.now(), proxy);
  // What fails here fails in the first call too.
  transport.warmUp().catch(() => undefined);
  return transport;
});
