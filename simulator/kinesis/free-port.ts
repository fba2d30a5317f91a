import * as net from 'node:net';

/** Returns a free TCP port. */
export async function freePort(): Promise<number> {
  return bindOnce(0);
}

/** Returns whether a program listens on the port. The only reliable check is to bind the port for a moment. */
export async function isPortTaken(port: number): Promise<boolean> {
  try {
    await bindOnce(port);
    return false;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return true;
    throw error;
  }
}

function bindOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    // without a host, because kinesis-local binds the port on all interfaces
    server.listen(port, () => {
      const address = server.address();
      const bound = typeof address === 'object' && address ? address.port : port;
      server.close(() => resolve(bound));
    });
  });
}
