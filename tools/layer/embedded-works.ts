/** A work inside a bundled package that the package's own manifest and licence do not name. */
export interface EmbeddedWork {
  readonly name: string;
  readonly license: string;
  /** the files of the bundle that contain it */
  readonly files: RegExp;
  /** the package that contains it */
  readonly within: string;
  /** from the project's folder */
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
