/**
 * Stands in the bundle for `@smithy/node-http-handler`. The client imports an HTTP/2 handler from it that is never used,
 * as it is given its own; the credentials provider uses the HTTP/1.1 one.
 */
export { NodeHttpHandler } from '@smithy/node-http-handler/dist-es/node-http-handler';
export { streamCollector } from '@smithy/core/serde';

export const NodeHttp2Handler = {
  create: <T>(handler: T): T => handler,
};
