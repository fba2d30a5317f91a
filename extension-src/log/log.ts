import { writeSync } from 'node:fs';

/** Writes one line to the extension's log, which Lambda forwards to CloudWatch Logs. */
export type Log = (message: string) => void;

export const EXTENSION_NAME = 'kinesis-telemetry-extension';

/** What each line begins with, by which the extension knows its own lines among the telemetry. */
export const OWN_LINE_START = `[${EXTENSION_NAME}]`;

/** A line for a person. */
export const logToStdout: Log = (message) => {
  writeToStdout(Buffer.from(`${OWN_LINE_START} ${message.replace(/\s*[\r\n]+\s*/g, ' ')}\n`));
};

/**
 * Writes to the file descriptor: `process.stdout` is a stream that takes milliseconds to set up, and what it has not yet
 * written is lost at exit.
 *
 * @returns false where the log takes no more; that is no reason to disturb the function
 */
export function writeToStdout(bytes: Buffer): boolean {
  try {
    for (let written = 0; written < bytes.length;) written += writeSync(1, bytes, written);
    return true;
  } catch {
    return false;
  }
}
