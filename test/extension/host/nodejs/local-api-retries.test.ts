import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLocalApi } from '../../../../extension-src/host/nodejs/local-api';

test.each(['GET', 'PUT', 'POST'] as const)('a %s over a connection that the server has closed is retried once, whole', async (method) => {
  const seen: string[] = [];
  const server = createServer((incoming, response) => {
    let body = '';
    incoming.setEncoding('utf8').on('data', (chunk: string) => { body += chunk; }).on('end', () => {
      seen.push(`${incoming.method} ${incoming.url} ${body}`);
      if (seen.length === 2) response.destroy();
      else response.end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const api = createLocalApi(`127.0.0.1:${(server.address() as AddressInfo).port}`, 0);
    const body = method === 'GET' ? undefined : '{"a":1}';
    await api({ method: 'POST', path: '/register', body: '{}' }).answer;
    expect((await api({ method, path: '/second', body }).answer).status).toBe(200);
    const second = `${method} /second ${body ?? ''}`;
    expect(seen).toEqual(['POST /register {}', second, second]);
  } finally {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  }
});
