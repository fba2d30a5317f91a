import { resolve } from 'node:path';
import { build } from 'esbuild';
import type { Metafile, Plugin } from 'esbuild';

const SOURCE = resolve(__dirname, '../../extension-src');

/** Packages that the Kinesis bundle replaces with files of kinesis/aliases, which export only what the extension uses. */
const ALIASES = {
  '@aws-sdk/credential-provider-node': 'credential-provider-node',
  '@smithy/node-http-handler': 'node-http-handler',
};

/** Removes parts of undici that a POST of bytes over HTTP/1.1 does not need. */
const leanUndici: Plugin = {
  name: 'lean-undici',
  setup({ onResolve, onLoad }) {
    // The build without SIMD is a fallback: both of Lambda's architectures have SIMD.
    onResolve({ filter: /\/llhttp-wasm\.js$/ }, ({ resolveDir }) => ({ path: resolve(resolveDir, '../llhttp/llhttp_simd-wasm.js') }));
    // HTTP/2 is disabled, and no body is a stream or a form.
    onResolve({ filter: /\/(client-h2|web\/fetch\/body)\.js$/ }, ({ path }) => ({ path, namespace: 'unused' }));
    onLoad({ filter: /.*/, namespace: 'unused' }, ({ path }) => ({
      contents: `module.exports = () => { throw new Error(${JSON.stringify(`${path} is not in this bundle`)}); };`,
    }));
  },
};

const aliases: Plugin = {
  name: 'aliases',
  setup({ onResolve }) {
    for (const [name, file] of Object.entries(ALIASES)) {
      onResolve({ filter: new RegExp(`^${name}$`) }, () => ({ path: resolve(SOURCE, 'host/nodejs/kinesis/aliases', `${file}.ts`) }));
    }
    // A file of its own, which is loaded before the Kinesis bundle: loaded at once, both keep Lambda waiting for an answer.
    onResolve({ filter: /^undici$/ }, () => ({ path: './undici.cjs', external: true }));
  },
};

/** Modules in files of their own: they are loaded after start-up, or only with certain settings. */
const ON_DEMAND = {
  undici: 'host/nodejs/kinesis/aliases/undici',
  kinesis: 'host/nodejs/kinesis/transport',
  formats: 'formats/create-record-format',
};

const onDemandStaysOutside: Plugin = {
  name: 'on-demand-stays-outside',
  setup({ onResolve }) {
    for (const [name, source] of Object.entries(ON_DEMAND)) {
      onResolve({ filter: new RegExp(`/${source.replace('host/nodejs/', '')}\\.js$`) }, ({ kind }) =>
        kind === 'dynamic-import' ? { path: `./${name}.cjs`, external: true } : undefined);
    }
  },
};

export interface Bundle {
  /** sorted by name */
  readonly files: ReadonlyArray<{ readonly name: string; readonly content: Uint8Array }>;
  readonly metafile: Metafile;
}

/** Bundles the extension for Lambda's Node.js runtimes. The same sources always give the same bytes. */
export async function bundleExtension(version: string): Promise<Bundle> {
  const result = await build({
    entryPoints: {
      main: resolve(SOURCE, 'main.ts'),
      ...Object.fromEntries(Object.entries(ON_DEMAND).map(([name, source]) => [name, resolve(SOURCE, `${source}.ts`)])),
    },
    outdir: 'out',
    outExtension: { '.js': '.cjs' },
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    // esbuild can tree-shake the SDK's ES modules, but not its CommonJS modules.
    mainFields: ['module', 'main'],
    // Files are loaded with `require`: the loader of ES modules would cost milliseconds.
    supported: { 'dynamic-import': false },
    define: { EXTENSION_VERSION: JSON.stringify(version) },
    legalComments: 'none',
    absWorkingDir: resolve(SOURCE, '..'),
    plugins: [aliases, leanUndici, onDemandStaysOutside],
    metafile: true,
    write: false,
    logLevel: 'warning',
  });
  const files = result.outputFiles
    .map(({ path, contents }) => ({ name: path.split(/[\\/]/).at(-1)!, content: contents }))
    .sort((a, b) => a.name < b.name ? -1 : 1);
  return { files, metafile: result.metafile };
}
