import { writeSync } from 'node:fs';

/** Writes one line to the extension's log, which Lambda forwards to CloudWatch Logs. */
export type Log = (message: string) => void;

export const EXTENSION_NAME = 'kinesis-telemetry-extension';

/** The prefix of each line, by which the extension recognizes its own lines in the telemetry. */
export const OWN_LINE_START = `[${EXTENSION_NAME}]`;

/** Writes the message as one line with the extension's prefix. */
export const logToStdout: Log = (message) => {
  writeToStdout(Buffer.from(`${OWN_LINE_START} ${message.replace(/\s*[\r\n]+\s*/g, ' ')}\n`));
};

/**
 * Writes to standard output through its file descriptor: `process.stdout` takes milliseconds to set up, and loses unwritten
 * data at exit.
 *
 * @returns false if the write failed, which must not disturb the function
 */
export function writeToStdout(bytes: Buffer): boolean {
  try {
    for (let written = 0; written < bytes.length;) written += writeSync(1, bytes, written);
    return true;
  } catch {
    return false;
  }
}
