import { writeSync } from 'node:fs';
import type { HostProcess } from '../host';

export const hostProcess: HostProcess = {
  name: `Node.js ${process.version}`,
  env: process.env,
  // `process.stdout` takes milliseconds to set up, and loses unwritten data at exit.
  writeToStdout(bytes) {
    try {
      for (let written = 0; written < bytes.length;) written += writeSync(1, bytes, written);
      return true;
    } catch {
      return false;
    }
  },
  onSignal(callback) {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => callback(signal));
  },
  onInternalError(callback) {
    process.on('uncaughtException', callback);
    process.on('unhandledRejection', callback);
  },
  exit: () => process.exit(0),
  fail(message, log) {
    log(message);
    process.exit(1);
  },
};
