/** A work inside a bundled package that the package's own manifest and licence do not name. */
export interface EmbeddedWork {
  readonly name: string;
  readonly license: string;
  /** Files of the bundle that hold it. */
  readonly files: RegExp;
  readonly within: string;
  /** From the project's folder. */
  readonly licenceFile: string;
  /** https://github.com/package-url/purl-spec */
  readonly purl: string;
}

export const EMBEDDED_WORKS: readonly EmbeddedWork[] = [{
  name: 'llhttp',
  license: 'MIT',
  files: /node_modules\/undici\/lib\/llhttp\/.*-wasm\.js$/,
  within: 'undici',
  licenceFile: 'tools/layer/licences/llhttp.txt',
  purl: 'pkg:github/nodejs/llhttp',
}];
