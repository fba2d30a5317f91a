const KIB = 1024;

/** What each package may have at most, in bytes. The npm package is in each of the others, and the layer in it. */
const LIMITS: ReadonlyArray<readonly [name: RegExp, bytes: number]> = [
  [/\.jsii\.tgz$/, 700 * KIB],
  [/\.whl$/, 850 * KIB],
  [/\.tar\.gz$/, 850 * KIB],
  [/-javadoc\.jar$/, 1000 * KIB],
  [/-sources\.jar$/, 850 * KIB],
  [/\.jar$/, 900 * KIB],
  [/\.s?nupkg$/, 1200 * KIB],
  // a folder, as Git has it
  [/^(go|dotnet)\//, 2500 * KIB],
];

/** @returns the most bytes that the package of this name may have */
export function limitOf(name: string): number {
  const limit = LIMITS.find(([pattern]) => pattern.test(name));
  if (!limit) throw new Error(`${name} is no package that is expected here`);
  return limit[1];
}
