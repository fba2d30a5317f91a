import { once } from 'node:events';
import { Agent, get } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { listen } from '../../../../extension-src/host/nodejs/listener';

test('the listener keeps connections open without a limit, because a freeze may last for hours', async () => {
  const listener = await listen(() => undefined);
  const agent = new Agent({ keepAlive: true });
  try {
    const [response] = await once(get({ agent, host: '127.0.0.1', port: listener.port }), 'response') as [IncomingMessage];
    response.resume();
    expect(response.headers.connection).toBe('keep-alive');
    // A server with a limit announces it: Keep-Alive: timeout=5
    expect(response.headers).not.toHaveProperty('keep-alive');
  } finally {
    agent.destroy();
    listener.close();
  }
});
