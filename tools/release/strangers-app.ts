import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Layout } from './layouts';
import { run } from './processes';
import { ROOT, manifestIn, peers } from './project';
import type { Findings } from './report';

/** What the app needs beside the library: the versions that this repository has. */
const TOOLS = ['typescript', '@types/node', 'esbuild'];
const SEQUENCE = '42\n';

interface TypeCheck {
  readonly module: string;
  readonly moduleResolution: string;
  readonly files: readonly string[];
  /** Whether the app that was compiled so is run, too. */
  readonly runs: boolean;
}

const NODENEXT: TypeCheck = {
  module: 'nodenext', moduleResolution: 'nodenext', files: ['app.ts', 'esm.mts', 'consumer.mts', 'consumer.cts'], runs: true,
};
/** How a bundler sees it, and those who still compile to CommonJS without what Node.js asks of it. */
const BUNDLER: TypeCheck = {
  module: 'commonjs', moduleResolution: 'bundler', files: ['app.ts', 'consumer.cts'], runs: true,
};
const NODE16: TypeCheck = {
  module: 'node16', moduleResolution: 'node16', files: ['consumer.mts', 'consumer.cts'], runs: false,
};

/**
 * An empty CDK app in TypeScript, with the library from its tarball and the oldest peers: it is type-checked with all that the types
 * import, synthesizes, reads records, and is bundled.
 */
export async function checkStrangersApp(layout: Layout, tarball: string, app: string, env: NodeJS.ProcessEnv, thorough: boolean): Promise<Findings> {
  writeApp(app, tarball);
  await layout.install(app, env);
  if (!layout.isLaidOut(app)) throw new Error(`${app} is not laid out as ${layout.name}`);
  const checks = thorough ? [NODENEXT, BUNDLER, NODE16] : [NODENEXT];
  for (const check of checks) await compile(layout, app, env, check);
  for (const { module } of checks.filter(({ runs }) => runs)) await synthesizes(layout, app, env, module);
  await reads(layout, app, env, thorough);
  const kinds = checks.map(({ module, moduleResolution }) => [...new Set([module, moduleResolution])].join(' and ')).join(', ');
  return { covered: [`app with ${layout.name}: peers at their floors; types with ${kinds}; synth; consumer by import, require, and bundled`] };
}

function writeApp(app: string, tarball: string): void {
  cpSync(join(__dirname, 'app'), app, { recursive: true });
  writeFileSync(join(app, 'package.json'), JSON.stringify({
    name: 'app', version: '1.0.0', private: true,
    dependencies: {
      'cdk-kinesis-telemetry-extension': `file:${tarball}`,
      ...Object.fromEntries(peers().map(({ name, floor }) => [name, floor])),
    },
    devDependencies: Object.fromEntries(TOOLS.map((name) => [name, manifestIn(join(ROOT, 'node_modules', name)).version])),
  }));
}

async function compile(layout: Layout, app: string, env: NodeJS.ProcessEnv, { module, moduleResolution, files }: TypeCheck): Promise<void> {
  const config = `tsconfig.${module}.json`;
  writeFileSync(join(app, config), JSON.stringify({
    compilerOptions: { target: 'es2022', module, moduleResolution, strict: true, skipLibCheck: false, types: ['node'], rootDir: '.', outDir: module, noEmitOnError: true },
    files,
  }));
  await layout.node(app, env, 'typescript/bin/tsc', '-p', config);
}

async function synthesizes(layout: Layout, app: string, env: NodeJS.ProcessEnv, compiled: string): Promise<void> {
  for (const script of readdirSync(join(app, compiled)).filter((file) => /^(app|esm)\./.test(file))) {
    const out = join(app, 'cdk.out', compiled, script);
    await layout.node(app, { ...env, CDK_OUTDIR: out }, `./${compiled}/${script}`);
    holdsTheLayer(out);
  }
}

interface Template {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties: { readonly Content?: { readonly S3Key?: string } } }>>;
}

interface Assets {
  readonly files: Readonly<Record<string, {
    readonly source: { readonly path: string };
    readonly destinations: Readonly<Record<string, { readonly objectKey: string }>>;
  }>>;
}

/** The layer of the template is the asset that the library has in its folder, byte by byte. */
function holdsTheLayer(out: string): void {
  const { Resources } = read(out, 'Stack.template.json') as Template;
  const layers = Object.values(Resources).filter(({ Type }) => Type === 'AWS::Lambda::LayerVersion');
  if (layers.length !== 1) throw new Error(`${out} has ${layers.length} layers`);
  const { files } = read(out, 'Stack.assets.json') as Assets;
  const key = layers[0].Properties.Content?.S3Key;
  const asset = Object.values(files).find(({ destinations }) => Object.values(destinations).some(({ objectKey }) => objectKey === key));
  if (!asset || !readFileSync(join(out, asset.source.path)).equals(readFileSync(join(ROOT, 'assets/layer.zip')))) {
    throw new Error(`the layer in ${out} is not assets/layer.zip`);
  }
}

function read(folder: string, file: string): unknown {
  return JSON.parse(readFileSync(join(folder, file), 'utf8'));
}

/** The consumer module, as each of Node.js's loaders finds it, and as esbuild puts it into one file that stands alone. */
async function reads(layout: Layout, app: string, env: NodeJS.ProcessEnv, thorough: boolean): Promise<void> {
  const scripts = ['./nodenext/consumer.mjs', './nodenext/consumer.cjs', ...thorough ? ['./commonjs/consumer.cjs'] : []];
  for (const script of scripts) said(await layout.node(app, env, script), script);
  await layout.node(app, env, './bundle.cjs');
  const elsewhere = `${app}-bundled`;
  mkdirSync(elsewhere);
  for (const file of readdirSync(join(app, 'bundled'))) {
    cpSync(join(app, 'bundled', file), join(elsewhere, file));
    said(await run(process.execPath, [file], { cwd: elsewhere, env }), `bundled/${file}`);
  }
}

function said(output: string, script: string): void {
  if (output !== SEQUENCE) throw new Error(`${script} should say ${SEQUENCE.trim()}, and says ${output}`);
}
