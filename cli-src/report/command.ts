import { REPORT_USAGE } from './usage';
import type { Command } from '../command';

/** The command is loaded when it is used: a tail starts without it. */
export function reportCommand(version: string): Command {
  return {
    summary: 'write an HTML page about a span of telemetry, from files, a stream or S3',
    usage: REPORT_USAGE,
    run: async (args, surroundings) => (await import('./report.js')).report(args, surroundings, version),
  };
}
