import * as settings from '../../src/settings/settings';

/** One way in which telemetry can stand in the stream. */
export interface StreamFormat {
  readonly name: string;
  /** Variables that choose it; none for what comes without any. */
  readonly settings: Readonly<Record<string, string>>;
}

const FORMAT = 'KINESIS_TELEMETRY_RECORD_FORMAT';
const TYPES = 'KINESIS_TELEMETRY_TYPES';
const COMPRESSION = 'KINESIS_TELEMETRY_COMPRESSION';

/** To measure another one, add a line. */
const FORMATS: readonly StreamFormat[] = [
  { name: 'ndjson', settings: {} },
  { name: 'ndjson gzip', settings: { [COMPRESSION]: 'gzip' } },
  { name: 'ndjson zstd', settings: { [COMPRESSION]: 'zstd' } },
  { name: 'kpl-aggregated', settings: { [FORMAT]: 'kpl-aggregated' } },
  { name: 'cloudwatch-logs', settings: { [FORMAT]: 'cloudwatch-logs', [TYPES]: 'function' } },
];

/** The formats that this version has: a setting must know the word. */
export function streamFormats(known: object = settings): StreamFormat[] {
  const choices = new Map(Object.values(known).filter(isChoice).map((setting) => [setting.variable, setting.choices]));
  return FORMATS.filter((format) => Object.entries(format.settings).every(([variable, word]) => choices.get(variable)?.includes(word)));
}

function isChoice(value: unknown): value is { readonly variable: string; readonly choices: readonly string[] } {
  return typeof value === 'object' && value !== null && 'variable' in value && 'choices' in value;
}
