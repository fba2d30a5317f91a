import type { HostProcess } from '../host';

export const hostProcess: HostProcess = {
  name: 'the native host',
  env: engine.env,
  writeToStdout: (bytes) => engine.writeStdout(bytes),
  onSignal: (callback) => engine.onSignal(callback),
  onInternalError: (callback) => engine.onError(callback),
  exit: () => engine.exit(0),
  fail: (message) => engine.fail(message),
};
