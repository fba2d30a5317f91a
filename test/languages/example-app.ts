import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { ROOT } from '../../tools/project';
import { endOf, finish, run } from '../../tools/run';
import type { Finished } from '../../tools/run';

const EXAMPLES = join(ROOT, 'examples');

/** Files that tools leave in the folder of an app. */
const LEFTOVERS = ['.venv', 'target', 'build', 'cdk.out', 'node_modules', '__pycache__', '.mypy_cache', '.pytest_cache', '.ruff_cache', 'web_shop.egg-info', 'go.sum', '.mvn', 'kinesis-telemetry-extension.zip'];

/** A typing error: the prefix without its slash. */
const RIGHT = '"/platform/telemetry"';
const MISTYPED = '"platform/telemetry"';
export const EXPECTED_MESSAGE = 'parameterPrefix must start with a slash, got "platform/telemetry"; use one such as /telemetry/kinesis';

export type Context = Record<string, unknown>;

export interface CdkJson {
  /** the command that runs the app */
  readonly app: string;
  readonly context: Context;
}

export function readCdkJson(language: string): CdkJson {
  return JSON.parse(readFileSync(join(EXAMPLES, language, 'cdk.json'), 'utf8')) as CdkJson;
}

/** Returns the context of all cdk.json files. Templates are comparable only if the context is the same. */
export function commonContext(languages: readonly string[]): Context {
  const [first, ...others] = languages.map((language) => readCdkJson(language).context);
  if (!others.every((other) => isDeepStrictEqual(other, first))) throw new Error(`the cdk.json files of ${languages.join(', ')} have different contexts`);
  return first;
}

/** The environment variables that the CDK CLI sets for an app: https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/cx-api/README.md */
export function synthEnvironment(outdir: string, context: Context): Record<string, string> {
  return {
    CDK_OUTDIR: outdir,
    CDK_CONTEXT_JSON: JSON.stringify({
      ...context,
      'aws:cdk:enable-path-metadata': true,
      'aws:cdk:enable-asset-metadata': true,
      // The metadata resource names the language of the app.
      'aws:cdk:version-reporting': false,
    }),
  };
}

/** A copy of an example and of the folders that it uses, so that tools leave nothing in the repository. */
export class ExampleApp {
  readonly folder: string;

  constructor(private readonly language: string, private readonly home: string, readonly environment: Record<string, string> = {}) {
    this.folder = join(home, 'examples', language);
    mkdirSync(join(home, 'examples'), { recursive: true });
    for (const name of [language, 'functions', 'image']) {
      cpSync(join(EXAMPLES, name), join(home, 'examples', name), { recursive: true, filter: (source) => !LEFTOVERS.includes(basename(source)) });
    }
  }

  run(command: string, ...args: readonly string[]): Promise<string> {
    return run(command, args, { cwd: this.folder, env: this.environment });
  }

  /** Does what `cdk synth` does. @returns the path of cdk.out */
  async synthesize(context: Context): Promise<string> {
    const outdir = join(this.home, 'cdk.out');
    const { status, output } = await this.runApp(outdir, context);
    if (status !== 0) throw new Error(`the app failed (${status}):\n${endOf(output)}`);
    return outdir;
  }

  /** Breaks the parameter prefix in the copy, and runs the app. @returns the output that the developer sees */
  async synthesizeMistyped(context: Context): Promise<string> {
    const sources = (readdirSync(this.folder, { recursive: true }) as string[]).filter((file) => /\.(py|java|go)$/.test(file) && !/test/i.test(file))
      .map((file) => join(this.folder, file))
      .filter((file) => readFileSync(file, 'utf8').includes(RIGHT));
    if (sources.length === 0) throw new Error(`no source of the ${this.language} example contains ${RIGHT}`);
    for (const source of sources) writeFileSync(source, readFileSync(source, 'utf8').replaceAll(RIGHT, MISTYPED));
    const { status, output } = await this.runApp(join(this.home, 'cdk.out-mistyped'), context);
    if (status === 0) throw new Error('the app with a wrong prefix was synthesized without an error');
    if (!output.includes(EXPECTED_MESSAGE)) throw new Error(`the output does not contain ${JSON.stringify(EXPECTED_MESSAGE)}:\n${endOf(output)}`);
    return output;
  }

  private runApp(outdir: string, context: Context): Promise<Finished> {
    const env = { ...this.environment, ...synthEnvironment(outdir, context) };
    return finish('sh', ['-c', readCdkJson(this.language).app], { cwd: this.folder, env });
  }
}
