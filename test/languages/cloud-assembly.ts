import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Json } from './differences';

interface Manifest {
  readonly artifacts: Record<string, { readonly type: string; readonly dependencies?: string[] }>;
}

interface Template {
  readonly Resources?: Record<string, { readonly Type: string; readonly Properties: Record<string, unknown> }>;
}

/** What an app has synthesized, as CloudFormation and the CDK CLI see it. */
export interface Synthesized {
  readonly stacks: readonly string[];
  /** the templates and the lists of assets by file name, and the order in which stacks are deployed */
  readonly documents: { readonly [name: string]: Json };
  /** the zip of the layer */
  readonly layer: Buffer;
}

/**
 * The stack with a function in the language of the app. It is different in each app, and its own tests check it.
 */
const OWN_STACK = 'Receipts';

/** Reads cdk.out. The rest of the manifest, and tree.json, tell how the app was run: paths, versions of the language's runtime. */
export function readCloudAssembly(folder: string): Synthesized {
  const files = readdirSync(folder).filter((file) => /\.(template|assets)\.json$/.test(file) && !file.startsWith(`${OWN_STACK}.`)).sort();
  const { artifacts } = readJson(folder, 'manifest.json') as unknown as Manifest;
  const stacks = Object.keys(artifacts).filter((name) => artifacts[name].type === 'aws:cloudformation:stack' && name !== OWN_STACK).sort();
  return {
    stacks,
    documents: {
      ...Object.fromEntries(files.map((file) => [file, file.endsWith('.assets.json') ? withoutSchemaVersion(readJson(folder, file)) : readJson(folder, file)])),
      'order of deployment': Object.fromEntries(stacks.map((name) => [name, [...artifacts[name].dependencies ?? []].sort()])),
    },
    layer: layerIn(folder, files),
  };
}

/** The version grows with the releases of aws-cdk-lib, which differ between the languages. It says nothing about the assets. */
function withoutSchemaVersion(document: Json): Json {
  const { version: _, ...assets } = document as { readonly [key: string]: Json };
  return assets;
}

/** Each stack with functions creates a layer of its own. All of them have the same content. */
function layerIn(folder: string, files: readonly string[]): Buffer {
  const keys = files.filter((file) => file.endsWith('.template.json'))
    .flatMap((file) => Object.values((readJson(folder, file) as unknown as Template).Resources ?? {}))
    .filter(({ Type }) => Type === 'AWS::Lambda::LayerVersion')
    .map(({ Properties }) => (Properties.Content as { S3Key: string }).S3Key);
  const contents = [...new Set(keys)];
  if (contents.length !== 1) throw new Error(`${folder}: the layers of the templates have ${contents.length} different contents, not one`);
  return readFileSync(join(folder, `asset.${contents[0]}`));
}

function readJson(folder: string, file: string): Json {
  return JSON.parse(readFileSync(join(folder, file), 'utf8')) as Json;
}
