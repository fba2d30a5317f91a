import { readFileSync } from 'node:fs';
import type { Contents } from './archive';
import { LAYER } from './facts';

/** Collects what is wrong with a package, so that all of it is told at once. */
export class Inspection {
  readonly problems: string[] = [];

  constructor(private readonly label: string, private readonly contents: Contents, private readonly layer: Buffer = readFileSync(LAYER)) {}

  expect(holds: boolean, problem: string): void {
    if (!holds) this.problems.push(`${this.label}: ${problem}`);
  }

  equal(what: string, actual: string | undefined, expected: string): void {
    this.expect(actual === expected, `${what} is ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}`);
  }

  holds(what: string, text: string, ...parts: readonly string[]): void {
    for (const part of parts) this.expect(text.includes(part), `${what} has no ${JSON.stringify(part)}`);
  }

  files(...names: readonly string[]): void {
    for (const name of names) this.expect(this.contents.has(name), `${name} is missing`);
  }

  /** @returns the text of a file, or nothing if it is not there, which is told */
  text(name: string): string {
    this.files(name);
    return this.contents.get(name)?.toString() ?? '';
  }

  /** The text of the one file whose name is like this. */
  theOne(name: RegExp): string {
    const names = [...this.contents.keys()].filter((file) => name.test(file));
    this.expect(names.length === 1, `there is not one ${name.source}, but ${names.length}`);
    return this.contents.get(names[0])?.toString() ?? '';
  }

  /** The layer is in the package once, byte by byte the one that was built. */
  holdsLayerOnce(): void {
    const copies = [...this.contents.values()].filter((content) => content.equals(this.layer)).length;
    this.expect(copies === 1, `assets/layer.zip is in it ${copies} times`);
  }

  /** The npm package is in the package once, unchanged, and with it the layer, which is nowhere else. */
  holdsNpmPackageOnce(npmPackage: Buffer): void {
    const tarballs = [...this.contents.keys()].filter((name) => name.endsWith('.tgz'));
    this.expect(tarballs.length === 1, `the npm package is in it ${tarballs.length} times`);
    for (const name of tarballs) this.expect(this.contents.get(name)!.equals(npmPackage), `${name} is not the npm package`);
    this.expect([...this.contents.values()].every((content) => content.indexOf(this.layer) < 0), 'there is a layer beside the one in the npm package');
  }

  /** Those who read it in another language find no TypeScript where code of theirs should be. */
  examplesAreTranslated(readme: string, fence: string): void {
    const snippets = [...readme.matchAll(new RegExp(`^\`\`\`${fence}\\n(.*?)^\`\`\``, 'gms'))].map(([, code]) => code);
    this.expect(snippets.length > 0, `the readme has no example in ${fence}`);
    for (const code of snippets) this.expect(!/^(import \{|declare const|const )/m.test(code), `an example in ${fence} is TypeScript:\n${code}`);
  }
}
