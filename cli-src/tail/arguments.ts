import { parseArgs } from 'node:util';
import type { Access } from '../aws/clients';
import type { StreamName } from '../aws/find-stream';
import { UsageError } from '../errors';
import type { ColourChoice } from '../output/palette';
import { LEVELS, levelNamed } from '../selection/level';
import type { Selection } from '../selection/selection';
import { parseTime } from '../time';

export const OUTPUTS = ['text', 'json', 'raw'] as const;
export type OutputFormat = typeof OUTPUTS[number];
const COLOURS: readonly ColourChoice[] = ['auto', 'always', 'never'];

/** The arguments of a tail. */
export interface TailArguments {
  readonly help: boolean;
  readonly stream: StreamName;
  readonly access: Access;
  readonly follow: boolean;
  readonly since: Date;
  readonly selection: Selection;
  readonly wholeRequest: boolean;
  readonly group: boolean;
  readonly output: OutputFormat;
  readonly timestamps: boolean;
  readonly color: ColourChoice;
}

const OPTIONS = {
  'stack': { type: 'string' },
  'prefix': { type: 'string' },
  'region': { type: 'string' },
  'profile': { type: 'string' },
  'follow': { type: 'boolean', short: 'f', default: false },
  'since': { type: 'string', default: '10m' },
  'function': { type: 'string', multiple: true },
  'request-id': { type: 'string' },
  'level': { type: 'string' },
  'type': { type: 'string', multiple: true },
  'filter': { type: 'string', multiple: true },
  'where': { type: 'string', multiple: true },
  'whole-request': { type: 'boolean', default: false },
  'group': { type: 'boolean', default: false },
  'output': { type: 'string', short: 'o', default: 'text' },
  'timestamps': { type: 'boolean', default: false },
  'color': { type: 'string', default: 'auto' },
  'help': { type: 'boolean', short: 'h', default: false },
} as const;

/**
 * Reads the arguments.
 * @param now milliseconds since the epoch
 * @throws UsageError
 */
export function parseTailArguments(args: readonly string[], now: number): TailArguments {
  const { values, positionals } = parsed(args);
  const { stack, prefix, region, profile } = values;
  const [stream, ...others] = positionals;
  if (others.length > 0) throw new UsageError(`one stream at a time, got ${positionals.join(', ')}`);
  const ways = [stream !== undefined && 'a stream', stack !== undefined && '--stack', prefix !== undefined && '--prefix'].filter((way) => way !== false);
  if (ways.length > 1) throw new UsageError(`name the stream in one way, got ${ways.join(' and ')}`);
  for (const [name, value] of Object.entries({ stack, prefix, region, profile, stream })) {
    if (value === '') throw new UsageError(`${name === 'stream' ? 'the stream' : `--${name}`} must not be empty`);
  }
  if (prefix !== undefined && !prefix.startsWith('/')) throw new UsageError(`--prefix must begin with a slash, as SSM parameters do, got ${JSON.stringify(prefix)}`);
  const level = values.level === undefined ? undefined : levelNamed(values.level);
  if (values.level !== undefined && level === undefined) throw new UsageError(`--level must be ${oneOf(LEVELS)}, got ${JSON.stringify(values.level)}`);
  return {
    help: values.help,
    stream: { stream, stack, prefix },
    access: { region, profile },
    follow: values.follow,
    since: parseTime('--since', values.since, now),
    selection: { functions: values.function ?? [], types: values.type ?? [], requestId: values['request-id'], level, filters: values.filter ?? [], where: values.where ?? [] },
    wholeRequest: values['whole-request'],
    group: values.group,
    output: choice('--output', OUTPUTS, values.output),
    timestamps: values.timestamps,
    color: choice('--color', COLOURS, values.color),
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    // Node.js adds advice about arguments that begin with a dash.
    throw new UsageError((error as Error).message.split('. ')[0]);
  }
}

function choice<const Choice extends string>(name: string, choices: readonly Choice[], given: string): Choice {
  const found = choices.find((one) => one === given);
  if (found === undefined) throw new UsageError(`${name} must be ${oneOf(choices)}, got ${JSON.stringify(given)}`);
  return found;
}

function oneOf(choices: readonly string[]): string {
  return `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`;
}
