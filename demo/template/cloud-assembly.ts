import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { isObject, JsonObject, objectOf } from './json-value';

/** The parts of a CloudFormation template that the demo reads. */
export interface Template {
  readonly Resources: Readonly<Record<string, TemplateResource>>;
}

export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: JsonObject;
}

/** A synthesized stack: the template and the assets that `cdk deploy` would deploy. */
export interface SynthesizedStack {
  readonly stackName: string;
  readonly template: Template;
  /** The local paths of the assets, by their S3 keys. */
  readonly assets: ReadonlyMap<string, string>;
}

const REPOSITORY = path.resolve(__dirname, '../..');
/** Resolved from here: the example has no node_modules. */
const TSX = pathToFileURL(require.resolve('tsx')).href;
const PACKAGE = 'cdk-kinesis-telemetry-extension';
const SYNTH_TIMEOUT_MS = 60_000;

/**
 * Synthesizes a CDK app in a child process, without the CDK CLI.
 *
 * @param moreContext values like those of the CLI's option `--context`
 */
export async function synthesize(
  appFolder: string, outputFolder: string, moreContext: Readonly<Record<string, string>> = {},
): Promise<SynthesizedStack[]> {
  const { context } = objectOf(JSON.parse(await readFile(path.join(appFolder, 'cdk.json'), 'utf8')));
  const packages = await mkdtemp(path.join(os.tmpdir(), 'packages-'));
  try {
    await symlink(REPOSITORY, path.join(packages, PACKAGE), 'dir');
    await promisify(execFile)(process.execPath, ['--import', TSX, 'app.ts'], {
      cwd: appFolder,
      timeout: SYNTH_TIMEOUT_MS,
      env: {
        ...process.env,
        CDK_OUTDIR: outputFolder,
        CDK_CONTEXT_JSON: JSON.stringify({ ...objectOf(context), ...moreContext }),
        // The app imports the library from its source.
        TSX_TSCONFIG_PATH: path.join(REPOSITORY, 'tsconfig.dev.json'),
        // Bundled functions import the built library.
        NODE_PATH: packages,
      },
    });
  } catch (cause) {
    throw new Error(`${path.relative(process.cwd(), appFolder)} could not be synthesized:\n${whyItFailed(cause)}`, { cause });
  } finally {
    await rm(packages, { recursive: true, force: true });
  }
  return readAssembly(outputFolder);
}

/** Returns the error line of a stack trace, or the whole output. */
function whyItFailed(cause: unknown): string {
  const output = isObject(cause) ? String(cause.stderr).trim() : '';
  const thrown = output.split('\n').find((line) => /^\w*Error: /.test(line));
  return thrown ?? (output || String(cause));
}

/** Reads a cloud assembly: https://docs.aws.amazon.com/cdk/v2/guide/deploy.html#deploy-how-synth-deploy */
export async function readAssembly(folder: string): Promise<SynthesizedStack[]> {
  const { artifacts } = await readObject(path.join(folder, 'manifest.json'));
  const stacks = Object.entries(objectOf(artifacts)).filter(([, artifact]) => objectOf(artifact).type === 'aws:cloudformation:stack');
  return Promise.all(stacks.map(async ([id, artifact]) => {
    const properties = objectOf(objectOf(artifact).properties);
    const template = await readObject(path.join(folder, String(properties.templateFile)));
    return {
      stackName: String(properties.stackName ?? id),
      template: { Resources: objectOf(template.Resources) as Template['Resources'] },
      assets: await readAssets(folder, id),
    };
  }));
}

async function readAssets(folder: string, stackId: string): Promise<Map<string, string>> {
  const { files } = await readObject(path.join(folder, `${stackId}.assets.json`));
  const assets = new Map<string, string>();
  for (const file of Object.values(objectOf(files))) {
    const { source, destinations } = objectOf(file);
    for (const destination of Object.values(objectOf(destinations))) {
      assets.set(String(objectOf(destination).objectKey), path.join(folder, String(objectOf(source).path)));
    }
  }
  return assets;
}

async function readObject(file: string): Promise<JsonObject> {
  return objectOf(JSON.parse(await readFile(file, 'utf8')));
}
