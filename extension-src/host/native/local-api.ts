import type { CreateLocalApi, LocalAnswer } from '../local-api';

const POOL = 'local';

export const createLocalApi: CreateLocalApi = (authority, connectTimeoutMs) => ({ method, path, headers, body, timeoutMs = 0 }) => {
  let onSent = () => undefined as void;
  const sent = new Promise<void>((resolve) => { onSent = resolve; });
  const { answer } = engine.request({
    pool: POOL,
    origin: `http://${authority}`,
    method, path,
    headers: body === undefined ? headers ?? {} : { ...headers, 'content-type': 'application/json' },
    body: body === undefined ? undefined : engine.encode(body),
    connectTimeoutMs, timeoutMs,
    // Lambda may close an idle connection just as a call uses it. It has not received that call, so another one is safe.
    retriesStale: true,
    onSent,
  });
  const read = answer.then((response): LocalAnswer => ({
    status: response.status, headers: response.headers, body: engine.decode(response.body, 'utf8', 0, response.body.length),
  }));
  read.catch(onSent);
  return { sent, answer: read };
};
