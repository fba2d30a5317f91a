/**
 * The level of a log line, from the least to the most severe.
 *
 * In JSON logs, the extension reads it from the field `level`: as a word in any case (also `warning`, `critical`, `severe` and `notice`), or as a number
 * of pino and bunyan. In text logs, it reads the prefixes that Lambda's Node.js and Python runtimes write. The level of any other line is
 * unknown.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
 */
export enum LogLevel {
  /** The most detailed; 10 in pino. */
  TRACE = 'trace',

  /** For debugging; 20 in pino. */
  DEBUG = 'debug',

  /** Normal operation; 30 in pino. */
  INFO = 'info',

  /** Unexpected, but not yet an error; 40 in pino. */
  WARN = 'warn',

  /** An operation failed; 50 in pino. */
  ERROR = 'error',

  /** The application cannot go on; 60 in pino. */
  FATAL = 'fatal',
}
