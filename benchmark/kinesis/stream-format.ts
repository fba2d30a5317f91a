import * as settings from '../../src/settings/settings';

/** A format of the records in the stream. */
export interface StreamFormat {
  readonly name: string;
  /** The environment variables that select the format. Empty for the default. */
  readonly settings: Readonly<Record<string, string>>;
}

const FORMAT = 'KINESIS_TELEMETRY_RECORD_FORMAT';
const TYPES = 'KINESIS_TELEMETRY_TYPES';
const COMPRESSION = 'KINESIS_TELEMETRY_COMPRESSION';

const FORMATS: readonly StreamFormat[] = [
  { name: 'ndjson', settings: {} },
  { name: 'ndjson gzip', settings: { [COMPRESSION]: 'gzip' } },
  { name: 'ndjson zstd', settings: { [COMPRESSION]: 'zstd' } },
  { name: 'kpl-aggregated', settings: { [FORMAT]: 'kpl-aggregated' } },
  { name: 'cloudwatch-logs', settings: { [FORMAT]: 'cloudwatch-logs', [TYPES]: 'function' } },
];

/** Returns the formats that the settings of this version support. */
export function streamFormats(known: object = settings): StreamFormat[] {
  const choices = new Map(Object.values(known).filter(isChoice).map((setting) => [setting.variable, setting.choices]));
  return FORMATS.filter((format) => Object.entries(format.settings).every(([variable, choice]) => choices.get(variable)?.includes(choice)));
}

function isChoice(value: unknown): value is { readonly variable: string; readonly choices: readonly string[] } {
  return typeof value === 'object' && value !== null && 'variable' in value && 'choices' in value;
}
