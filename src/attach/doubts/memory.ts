import { Annotations, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { AttachableFunction } from '../../function/attachable-function';
import { isPerhapsInGlobals } from '../../function/function-resource';
import { ExtensionHost } from '../../settings/extension-host';
import { defaultBufferMaxBytes, HOST, parseChoice } from '../../settings/settings';
import { AttachOptions } from '../attach-options';

/** The id is public: apps use it to acknowledge the warning. The documentation of `attachTo` lists it. */
const MEMORY_WARNING = 'cdk-kinesis-telemetry-extension:lowMemory';

/** Lambda's default. https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
const DEFAULT_MEMORY_MB = 128;
/** The sizes that the library recommends are multiples of it. */
const STEP_MB = 64;

/**
 * What the extension needs beside its buffer: its resident memory after 100,000 events, when everything is loaded and warm, as docs/benchmarks
 * measures it, rounded up. It contains the body of a usual call; a backlog of large records takes some megabytes more for a time.
 */
const NEEDED_MB = { native: 6, nodejs: 75 };

/** What a small function needs with its runtime: an estimate, not measured on Lambda. */
const FUNCTION_MB = 96;

const MIB = 1024 * 1024;
const MOST_LISTED = 20;

/** A function that is attached, and how. */
export interface AttachedFunction {
  readonly fn: AttachableFunction;
  readonly options: AttachOptions;
}

/** Raises the memory of the function to what it needs, if the app says how much it has. */
export function raiseMemory({ fn, options }: AttachedFunction): void {
  const memorySize = memorySizeOf(fn);
  const needed = neededMemory(options);
  if (memorySize !== undefined && needed !== undefined && memorySize < needed) fn.resource.memorySize = needed;
}

/** Lists at the end of each synth the functions with too little memory, in one warning for all of them. */
export function reportMemory(owner: IConstruct, attached: () => readonly AttachedFunction[]): void {
  owner.node.addValidation({
    validate: () => {
      const lines = attached().flatMap((one) => whatIsWrongWithMemory(one) ?? []);
      if (lines.length > 0) warnOfMemory(owner, lines);
      return [];
    },
  });
}

function warnOfMemory(owner: IConstruct, lines: string[]): void {
  const more = lines.length > MOST_LISTED ? [`- and ${lines.length - MOST_LISTED} more`] : [];
  Annotations.of(owner).addWarningV2(MEMORY_WARNING, `${owner.node.path}: ${lines.length === 1 ? 'a function may' : `${lines.length} functions may`} run out of `
    + 'memory, which a function shares with the extension and, while Kinesis is unreachable, with its buffer:\n'
    + `${[...lines.sort().slice(0, MOST_LISTED), ...more].join('\n')}\n`
    + 'Set memorySize, pass raiseMemory to attachTo or attachToAll, reduce bufferMaxSize, use ExtensionHost.NATIVE, or acknowledge this warning');
}

function whatIsWrongWithMemory({ fn, options }: AttachedFunction): string | undefined {
  const needed = neededMemory(options);
  if (needed === undefined) return undefined;
  const { path } = fn.construct.node;
  const memorySize = memorySizeOf(fn);
  if (memorySize === undefined) {
    return options.raiseMemory ? `- ${path}: its memorySize is known only at deployment and cannot be raised; it needs ${needed} MB` : undefined;
  }
  return isEnough(memorySize, options) ? undefined
    : `- ${path}: ${memorySize} MB; it needs ${needed} MB (ExtensionHost.${hostOf(options).toUpperCase()}, a buffer of ${Math.ceil(bufferMB(needed, options))} MB)`;
}

/** Returns the least memory, in MB; undefined if it is known only at deployment, or the extension does not run. */
function neededMemory(options: AttachOptions): number | undefined {
  if (options.enabled === false || options.bufferMaxSize?.isUnresolved()) return undefined;
  let memorySize = DEFAULT_MEMORY_MB;
  // By default, the buffer grows with the memory.
  while (!isEnough(memorySize, options)) memorySize += STEP_MB;
  return memorySize;
}

function isEnough(memorySize: number, options: AttachOptions): boolean {
  return memorySize >= Math.ceil(FUNCTION_MB + NEEDED_MB[hostOf(options)] + bufferMB(memorySize, options));
}

function bufferMB(memorySize: number, { bufferMaxSize }: AttachOptions): number {
  return (bufferMaxSize?.toBytes() ?? defaultBufferMaxBytes(memorySize)) / MIB;
}

function hostOf({ extensionHost = ExtensionHost.NATIVE }: AttachOptions): keyof typeof NEEDED_MB {
  return parseChoice(HOST, extensionHost.value);
}

/** Undefined if the template does not say it, or says it only at deployment. */
function memorySizeOf({ resource }: AttachableFunction): number | undefined {
  const { memorySize } = resource;
  if (memorySize === undefined) return isPerhapsInGlobals(resource) ? undefined : DEFAULT_MEMORY_MB;
  return Token.isUnresolved(memorySize) ? undefined : memorySize;
}
