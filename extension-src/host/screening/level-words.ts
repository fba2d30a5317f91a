import type { LevelName } from '../../../src/settings/selection/levels';

/** What loggers call their levels, in lower case: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html and others. */
export const LEVEL_WORDS: Readonly<Record<LevelName, readonly string[]>> = {
  trace: ['trace', 'silly', 'finest', 'finer'],
  debug: ['debug', 'verbose', 'fine', 'config'],
  info: ['info', 'information', 'informational', 'notice', 'http'],
  warn: ['warn', 'warning'],
  error: ['error', 'err', 'severe'],
  fatal: ['fatal', 'critical', 'crit', 'alert', 'emerg', 'emergency', 'panic'],
};
