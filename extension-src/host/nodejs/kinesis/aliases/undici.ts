/** Replaces `undici` in the bundle: the extension only uses its agent and connector, and the HTTP handler its dispatcher and `request`. */
import request from 'undici/lib/api/api-request.js';
import buildConnector from 'undici/lib/core/connect.js';
import Agent from 'undici/lib/dispatcher/agent.js';
import Dispatcher from 'undici/lib/dispatcher/dispatcher.js';

Object.assign(Dispatcher.prototype, { request });

export { Agent, buildConnector, Dispatcher };

/** The handler calls this only if it has no dispatcher. The extension always passes one. */
export function getGlobalDispatcher(): never {
  throw new Error('the HTTP handler has no dispatcher');
}
