import { writeSync } from 'node:fs';

/** Writes one line to the extension's log, which Lambda forwards to CloudWatch Logs. */
export type Log = (message: string) => void;

export const EXTENSION_NAME = 'kinesis-telemetry-extension';

/** Straight to the file descriptor: `process.stdout` is a stream that takes milliseconds to set up, and may be lost at exit. */
export const logToStdout: Log = (message) => {
  try {
    writeSync(1, `[${EXTENSION_NAME}] ${message.replace(/\s*[\r\n]+\s*/g, ' ')}\n`);
  } catch {
    // A log that is full or closed is no reason to disturb the function.
  }
};
