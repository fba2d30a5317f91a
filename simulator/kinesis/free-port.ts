import * as net from 'node:net';

/** Asks the operating system for a TCP port that nobody listens on. */
export async function freePort(): Promise<number> {
  return bindOnce(0);
}

/** Whether somebody listens on the port already: binding it for a moment is the only test without a guess. */
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
    // no host: kinesis-local binds every interface, so a port is free for it only if it is free on all of them
    server.listen(port, () => {
      const address = server.address();
      const bound = typeof address === 'object' && address ? address.port : port;
      server.close(() => resolve(bound));
    });
  });
}
