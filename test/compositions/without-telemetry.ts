import { SynthesizedTemplate } from './templates';

/** Every resource, parameter and output of ours has this in its id, by its name or by that of the extension; nothing else in the app has. */
const OUR_ID = /Telemetry/;
const OUR_VARIABLE = /^KINESIS_TELEMETRY_/;

/** The id of `fn.currentVersion` ends with a hash of the function, which the attachment changes. */
const VERSION_ID = /(CurrentVersion[0-9A-F]{8})[0-9a-f]{32}/g;
/** The content of a nested stack's template is part of its address. */
const TEMPLATE_FILE = /[0-9a-f]{64}\.json/g;

/** Returns the template without everything that `attachToAll` may add, and nothing more: what is left must be the template of the app without us. */
export function withoutTelemetry({ text }: SynthesizedTemplate): unknown {
  const normalized = text.replace(VERSION_ID, '$1').replace(TEMPLATE_FILE, 'template.json');
  return without(JSON.parse(normalized), []);
}

function without(value: unknown, path: readonly string[]): unknown {
  if (Array.isArray(value)) return value.filter((item) => !isOurItem(item, path)).map((item: unknown, index) => without(item, [...path, `${index}`]));
  if (typeof value !== 'object' || value === null) return value;
  const kept: [string, unknown][] = [];
  for (const [key, child] of Object.entries(value)) {
    if (isOurs(key, path)) continue;
    const rest = without(child, [...path, key]);
    // Our own items were the only ones: the list, or the map, is ours, too.
    if (isEmpty(rest) && !isEmpty(child)) continue;
    kept.push([key, rest]);
  }
  return Object.fromEntries(kept);
}

function isOurs(key: string, path: readonly string[]): boolean {
  const parent = path.at(-1) ?? '';
  if (['Resources', 'Parameters', 'Outputs'].includes(parent)) return OUR_ID.test(key);
  return parent === 'Variables' && OUR_VARIABLE.test(key);
}

/** Only lists that an attachment may extend. */
function isOurItem(item: unknown, path: readonly string[]): boolean {
  return ['Layers', 'ManagedPolicyArns', 'Policies'].includes(path.at(-1) ?? '') && OUR_ID.test(JSON.stringify(item));
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
