/** A work inside another that the other's own manifest and licence do not name. */
export interface EmbeddedWork {
  readonly name: string;
  readonly license: string;
  /** what contains it */
  readonly within: string;
  /** from the project's folder */
  readonly licenceFile: string;
  /** https://github.com/package-url/purl-spec */
  readonly purl: string;
}

/** Works in packages of the bundles, with the files of the bundle that contain them. */
export const WORKS_IN_BUNDLES: ReadonlyArray<EmbeddedWork & { readonly files: RegExp }> = [{
  name: 'llhttp',
  license: 'MIT',
  files: /node_modules\/undici\/lib\/llhttp\/.*-wasm\.js$/,
  within: 'undici',
  licenceFile: 'tools/layer/licences/llhttp.txt',
  purl: 'pkg:github/nodejs/llhttp',
}];

/** Works in the native host that are no crates. LLVM's runtime libraries are in it too: the exception of their licence asks for nothing. */
export const WORKS_IN_HOST: readonly EmbeddedWork[] = [
  { name: 'QuickJS-ng', license: 'MIT', within: 'rquickjs-sys', licenceFile: 'tools/layer/licences/quickjs.txt', purl: 'pkg:github/quickjs-ng/quickjs' },
  { name: 'musl', license: 'MIT', within: 'the native host', licenceFile: 'tools/layer/licences/musl.txt', purl: 'pkg:generic/musl' },
  { name: 'the Rust standard library', license: 'Apache-2.0', within: 'the native host', licenceFile: 'LICENSE', purl: 'pkg:github/rust-lang/rust' },
];
