import { hostProcess } from '#host/process';

/** Writes one line to the extension's log, which Lambda forwards to CloudWatch Logs. */
export type Log = (message: string) => void;

export const EXTENSION_NAME = 'kinesis-telemetry-extension';

/** The prefix of each line, by which the extension recognizes its own lines in the telemetry. */
export const OWN_LINE_START = `[${EXTENSION_NAME}]`;

/** Writes the message as one line with the extension's prefix. */
export const logToStdout: Log = (message) => {
  hostProcess.writeToStdout(Buffer.from(`${OWN_LINE_START} ${message.replace(/\s*[\r\n]+\s*/g, ' ')}\n`));
};
