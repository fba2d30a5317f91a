import { OutgoingHttpHeaders, ServerResponse } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
}

/**
 * How a response is sent. `whole`: completely; `not-at-all`: never; `cut-before`: the connection is closed instead; `half`: half of
 * it and then nothing; `half-then-cut`: half of it, and then the connection is closed; `half-as-whole`: half of it, as a valid response.
 */
export type AnswerManner = 'whole' | 'not-at-all' | 'cut-before' | 'half' | 'half-then-cut' | 'half-as-whole';

export function give(response: ServerResponse, { status, headers, body }: Answer, manner: AnswerManner = 'whole'): void {
  const half = body.subarray(0, Math.floor(body.length / 2));
  const head = (length: number): ServerResponse => response.writeHead(status, { ...headers, 'content-length': length });
  switch (manner) {
    case 'whole': head(body.length).end(body); break;
    case 'not-at-all': break;
    case 'cut-before': response.destroy(); break;
    case 'half': head(body.length).write(half); break;
    case 'half-then-cut': head(body.length).write(half, () => response.destroy()); break;
    case 'half-as-whole': head(half.length).end(half); break;
  }
}
