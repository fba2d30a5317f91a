import { request } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Opens a connection through an HTTP proxy.
 *
 * @param proxy the proxy's URL, with user and password if it needs them
 * @throws Error if the proxy cannot be reached in time, or refuses
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-connect
 */
export function openTunnel(proxy: string, hostname: string, port: string, timeoutMs: number): Promise<Socket> {
  const { hostname: host, port: proxyPort, username, password } = new URL(proxy);
  const authority = `${hostname}:${port}`;
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return new Promise((resolve, reject) => {
    const connecting = request({
      host: host.replace(/^\[|\]$/g, ''), port: proxyPort || 80, method: 'CONNECT', path: authority, agent: false,
      headers: { host: authority, ...username === '' ? {} : { 'proxy-authorization': `Basic ${Buffer.from(login).toString('base64')}` } },
    });
    const timer = setTimeout(() => connecting.destroy(new Error(`no tunnel through the proxy ${host} within ${timeoutMs} ms`)), timeoutMs);
    connecting.once('close', () => clearTimeout(timer));
    connecting.once('error', reject);
    connecting.once('connect', ({ statusCode }, socket: Socket) => {
      clearTimeout(timer);
      if (statusCode === 200) {
        resolve(socket);
      } else {
        socket.destroy();
        reject(new Error(`the proxy ${host} refused a tunnel to ${authority} with status ${statusCode}`));
      }
    });
    connecting.once('response', ({ statusCode }) => {
      connecting.destroy(new Error(`the proxy ${host} refused a tunnel to ${authority} with status ${statusCode}`));
    });
    connecting.end();
  });
}
