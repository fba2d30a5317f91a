import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Json } from './differences';

interface Manifest {
  readonly artifacts: Record<string, { readonly type: string; readonly dependencies?: string[] }>;
}

interface Template {
  readonly Resources?: Record<string, { readonly Type: string; readonly Properties: Record<string, unknown> }>;
}

/** What an app has synthesized, as far as CloudFormation and the CDK CLI will see it. */
export interface Synthesized {
  readonly stacks: readonly string[];
  /** file → document: templates, lists of assets with their hashes, and which stack waits for which */
  readonly documents: { readonly [name: string]: Json };
  /** the zip from which the layer will be made */
  readonly layer: Buffer;
}

/** Reads cdk.out. What the manifest and tree.json say besides is about how the app was run: paths, versions of its language's runtime. */
export function readCloudAssembly(folder: string): Synthesized {
  const files = readdirSync(folder).filter((file) => /\.(template|assets)\.json$/.test(file)).sort();
  const { artifacts } = readJson(folder, 'manifest.json') as unknown as Manifest;
  const stacks = Object.keys(artifacts).filter((name) => artifacts[name].type === 'aws:cloudformation:stack').sort();
  return {
    stacks,
    documents: {
      ...Object.fromEntries(files.map((file) => [file, file.endsWith('.assets.json') ? withoutSchemaVersion(readJson(folder, file)) : readJson(folder, file)])),
      'order of deployment': Object.fromEntries(stacks.map((name) => [name, [...artifacts[name].dependencies ?? []].sort()])),
    },
    layer: layerIn(folder, files),
  };
}

/** It rises with the releases of aws-cdk-lib, which need not be the same in all languages, and says nothing of the assets. */
function withoutSchemaVersion(document: Json): Json {
  const { version: _, ...assets } = document as { readonly [key: string]: Json };
  return assets;
}

/** The one layer that the templates make, wherever the code of functions comes from. */
function layerIn(folder: string, files: readonly string[]): Buffer {
  const layers = files.filter((file) => file.endsWith('.template.json'))
    .flatMap((file) => Object.values((readJson(folder, file) as unknown as Template).Resources ?? {}))
    .filter(({ Type }) => Type === 'AWS::Lambda::LayerVersion');
  if (layers.length !== 1) throw new Error(`${folder}: the templates make ${layers.length} layers, not one`);
  const { S3Key } = layers[0].Properties.Content as { S3Key: string };
  return readFileSync(join(folder, `asset.${S3Key}`));
}

function readJson(folder: string, file: string): Json {
  return JSON.parse(readFileSync(join(folder, file), 'utf8')) as Json;
}
