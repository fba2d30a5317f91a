export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export interface Difference {
  /** keys and indices, separated by slashes */
  readonly path: string;
  /** undefined if it is missing */
  readonly expected?: Json;
  readonly actual?: Json;
}

/** Returns where two JSON documents differ. The order of keys does not matter, the order of elements does. */
export function differences(expected: Json | undefined, actual: Json | undefined, path = ''): Difference[] {
  if (Array.isArray(expected) && Array.isArray(actual)) {
    return range(Math.max(expected.length, actual.length)).flatMap((index) => differences(expected[index] as Json, actual[index] as Json, `${path}/${index}`));
  }
  if (isObject(expected) && isObject(actual)) {
    return [...new Set([...Object.keys(expected), ...Object.keys(actual)])].sort()
      .flatMap((key) => differences(own(expected, key), own(actual, key), `${path}/${key}`));
  }
  return Object.is(expected, actual) ? [] : [{ path, expected, actual }];
}

/** Returns a line for each difference, with long values cut off. */
export function describeDifferences(found: readonly Difference[]): string {
  const shown = (value: Json | undefined) => value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 200);
  return found.map(({ path, expected, actual }) => `${path}: ${shown(actual)}, not ${shown(expected)}`).join('\n');
}

function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function own(object: { readonly [key: string]: Json }, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function range(length: number): number[] {
  return [...Array(length).keys()];
}
