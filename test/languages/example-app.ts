import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { ROOT } from '../../tools/packages/facts';
import { endOf, finish, run } from '../../tools/packages/run';
import type { Finished } from '../../tools/packages/run';

const EXAMPLES = join(ROOT, 'examples');

/** What working with an app leaves in its folder: no part of it. */
const LEFTOVERS = ['.venv', 'target', 'cdk.out', 'node_modules', '__pycache__', '.mypy_cache', '.pytest_cache', '.ruff_cache', 'web_shop.egg-info', 'go.sum', '.mvn'];

/** What somebody mistypes, in whatever language: the prefix without its slash. */
const RIGHT = '"/web-shop/telemetry"';
const MISTYPED = '"web-shop/telemetry"';
export const EXPECTED_MESSAGE = 'parameterPrefix must start with a slash, got "web-shop/telemetry"; use one such as /telemetry/kinesis';

export type Context = Record<string, unknown>;

export interface CdkJson {
  /** the command that runs the app */
  readonly app: string;
  readonly context: Context;
}

export function readCdkJson(language: string): CdkJson {
  return JSON.parse(readFileSync(join(EXAMPLES, language, 'cdk.json'), 'utf8')) as CdkJson;
}

/** The apps must be told the same, else their templates need not be the same. */
export function commonContext(languages: readonly string[]): Context {
  const [first, ...others] = languages.map((language) => readCdkJson(language).context);
  if (!others.every((other) => isDeepStrictEqual(other, first))) throw new Error(`cdk.json differs in its context: ${languages.join(', ')}`);
  return first;
}

/** What the CDK CLI tells an app: https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/cx-api/README.md */
export function synthEnvironment(outdir: string, context: Context): Record<string, string> {
  return {
    CDK_OUTDIR: outdir,
    CDK_CONTEXT_JSON: JSON.stringify({
      ...context,
      'aws:cdk:enable-path-metadata': true,
      'aws:cdk:enable-asset-metadata': true,
      // The one resource that says which language an app is in.
      'aws:cdk:version-reporting': false,
    }),
  };
}

/** An example, copied with the functions beside it, so that nothing is left in the repository. */
export class ExampleApp {
  readonly folder: string;

  constructor(private readonly language: string, private readonly home: string, readonly environment: Record<string, string> = {}) {
    this.folder = join(home, 'examples', language);
    mkdirSync(join(home, 'examples'), { recursive: true });
    for (const name of [language, 'functions']) {
      cpSync(join(EXAMPLES, name), join(home, 'examples', name), { recursive: true, filter: (source) => !LEFTOVERS.includes(basename(source)) });
    }
  }

  run(command: string, ...args: readonly string[]): Promise<string> {
    return run(command, args, { cwd: this.folder, env: this.environment });
  }

  /** As `cdk synth` does it. @returns cdk.out */
  async synthesize(context: Context): Promise<string> {
    const outdir = join(this.home, 'cdk.out');
    const { status, output } = await this.runApp(outdir, context);
    if (status !== 0) throw new Error(`the app failed (${status}):\n${endOf(output)}`);
    return outdir;
  }

  /** Mistypes the prefix of the parameters in the copy, and runs the app. @returns what its developer sees */
  async synthesizeMistyped(context: Context): Promise<string> {
    const sources = (readdirSync(this.folder, { recursive: true }) as string[]).filter((file) => /\.(py|java|go)$/.test(file) && !/test/i.test(file))
      .map((file) => join(this.folder, file))
      .filter((file) => readFileSync(file, 'utf8').includes(RIGHT));
    if (sources.length === 0) throw new Error(`no source of ${this.language} holds ${RIGHT}`);
    for (const source of sources) writeFileSync(source, readFileSync(source, 'utf8').replaceAll(RIGHT, MISTYPED));
    const { status, output } = await this.runApp(join(this.home, 'cdk.out-mistyped'), context);
    if (status === 0) throw new Error('an app with a wrong prefix was synthesized');
    if (!output.includes(EXPECTED_MESSAGE)) throw new Error(`what the developer sees does not say ${JSON.stringify(EXPECTED_MESSAGE)}:\n${endOf(output)}`);
    return output;
  }

  private runApp(outdir: string, context: Context): Promise<Finished> {
    const env = { ...this.environment, ...synthEnvironment(outdir, context) };
    return finish('sh', ['-c', readCdkJson(this.language).app], { cwd: this.folder, env });
  }
}
