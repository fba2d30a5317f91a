// Modules of packages that the bundle imports one by one, and that have no types of their own.
declare module '@smithy/node-http-handler/dist-es/node-http-handler' {
  export { NodeHttpHandler } from '@smithy/node-http-handler';
}
declare module 'undici/lib/api/api-request.js' {
  import { Dispatcher } from 'undici';
  const request: Dispatcher['request'];
  export default request;
}
declare module 'undici/lib/core/connect.js' {
  export { buildConnector as default } from 'undici';
}
declare module 'undici/lib/dispatcher/agent.js' {
  export { Agent as default } from 'undici';
}
declare module 'undici/lib/dispatcher/dispatcher.js' {
  export { Dispatcher as default } from 'undici';
}
