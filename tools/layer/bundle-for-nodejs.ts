import { resolve } from 'node:path';
import { build } from 'esbuild';
import type { Plugin } from 'esbuild';
import { ON_DEMAND, SOURCE, bundleOf, commonOptions, modulesOf } from './bundle';
import type { Bundle } from './bundle';

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

/** Modules in files of their own. */
const FILES = {
  undici: 'host/nodejs/kinesis/aliases/undici',
  kinesis: 'host/nodejs/kinesis/transport',
  ...ON_DEMAND,
};

const onDemandStaysOutside: Plugin = {
  name: 'on-demand-stays-outside',
  setup({ onResolve }) {
    for (const [name, source] of Object.entries(FILES)) {
      onResolve({ filter: new RegExp(`/${source.replace('host/nodejs/', '')}\\.js$`) }, ({ kind }) =>
        kind === 'dynamic-import' ? { path: `./${name}.cjs`, external: true } : undefined);
    }
  },
};

/** Bundles the extension for Lambda's Node.js runtimes. */
export async function bundleForNodejs(version: string): Promise<Bundle> {
  return bundleOf(await build({
    ...commonOptions(version),
    entryPoints: {
      main: resolve(SOURCE, 'main.ts'),
      ...Object.fromEntries(Object.entries(FILES).map(([name, source]) => [name, resolve(SOURCE, `${source}.ts`)])),
    },
    outExtension: { '.js': '.cjs' },
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    // Files are loaded with `require`: the loader of ES modules would cost milliseconds.
    supported: { 'dynamic-import': false },
    plugins: [modulesOf('nodejs'), aliases, leanUndici, onDemandStaysOutside],
  }));
}
