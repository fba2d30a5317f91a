/** Stands in the bundle for `undici`: its dispatcher and `request`, which is all that the HTTP handler uses. */
import request from 'undici/lib/api/api-request.js';
import Agent from 'undici/lib/dispatcher/agent.js';
import Dispatcher from 'undici/lib/dispatcher/dispatcher.js';

Object.assign(Dispatcher.prototype, { request });

export { Agent, Dispatcher };

/** The handler asks for it only if it was given no dispatcher; ours always is. */
export function getGlobalDispatcher(): never {
  throw new Error('no dispatcher was given to the HTTP handler');
}
