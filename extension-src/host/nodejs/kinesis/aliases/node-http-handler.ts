/**
 * Replaces `@smithy/node-http-handler` in the bundle. The client imports its HTTP/2 handler but is given another one. The
 * credentials provider uses its HTTP/1.1 handler.
 */
export { NodeHttpHandler } from '@smithy/node-http-handler/dist-es/node-http-handler';
export { streamCollector } from '@smithy/core/serde';

export const NodeHttp2Handler = {
  create: <T>(handler: T): T => handler,
};
