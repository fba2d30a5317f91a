import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');
const LIBRARY = 'cdk-kinesis-telemetry-extension';

interface PackageJson {
  readonly bin?: string | Record<string, string>;
  readonly dependencies?: Record<string, string>;
  readonly devDependencies?: Record<string, string>;
}

/** A copy of the example as a user has it, with the packed library and the other packages of its package.json. */
export class ExampleCopy {
  readonly app: string;
  readonly functions: string;
  private readonly modules: string;

  constructor(folder: string) {
    this.app = join(folder, 'typescript');
    this.functions = join(folder, 'functions');
    this.modules = join(this.app, 'node_modules');
    for (const part of ['typescript', 'functions']) {
      cpSync(join(ROOT, 'examples', part), join(folder, part), { recursive: true, filter: (file) => !/node_modules|cdk\.out/.test(file) });
    }
    this.unpackLibrary(folder);
    this.leaveOutPython();
    const { dependencies, devDependencies } = readPackage(this.app);
    for (const name of Object.keys({ ...dependencies, ...devDependencies })) {
      if (name !== LIBRARY) this.link(name);
    }
    // Bundling finds the root of the project by its lock file.
    writeFileSync(join(this.app, 'package-lock.json'), JSON.stringify({ name: 'example', lockfileVersion: 3, requires: true, packages: {} }));
  }

  /** The script of a tool in the example's package.json. */
  script(name: string, bin: string): string {
    return join(this.modules, name, scriptsOf(join(this.modules, name), name)[bin]);
  }

  /** The layer in the installed library. */
  get layer(): Buffer {
    return readFileSync(join(this.modules, LIBRARY, 'assets', 'layer.zip'));
  }

  /** Replaces text in a file of the app. */
  edit(file: string, before: string, after: string): void {
    const path = join(this.app, file);
    const text = readFileSync(path, 'utf8');
    if (text.split(before).length !== 2) throw new Error(`${file} of the example must contain exactly once: ${before}`);
    writeFileSync(path, text.replace(before, () => after));
  }

  /** A layer that was built without Rust has nothing for the Python function. */
  private leaveOutPython(): void {
    const file = join(this.app, 'cdk.json');
    const settings = JSON.parse(readFileSync(file, 'utf8')) as { readonly context?: object };
    writeFileSync(file, JSON.stringify({ ...settings, context: { ...settings.context, python: 'false' } }));
  }

  private unpackLibrary(folder: string): void {
    const [{ filename }] = JSON.parse(execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder],
      { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' })) as Array<{ filename: string }>;
    mkdirSync(this.modules, { recursive: true });
    execFileSync('tar', ['-xzf', join(folder, filename), '-C', this.modules]);
    renameSync(join(this.modules, 'package'), join(this.modules, LIBRARY));
  }

  private link(name: string): void {
    const target = join(ROOT, 'node_modules', name);
    mkdirSync(dirname(join(this.modules, name)), { recursive: true });
    symlinkSync(target, join(this.modules, name));
    const bin = join(this.modules, '.bin');
    mkdirSync(bin, { recursive: true });
    for (const [command, script] of Object.entries(scriptsOf(target, name))) symlinkSync(join(target, script), join(bin, command));
  }
}

function scriptsOf(folder: string, name: string): Record<string, string> {
  const { bin = {} } = readPackage(folder);
  return typeof bin === 'string' ? { [name]: bin } : bin;
}

function readPackage(folder: string): PackageJson {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as PackageJson;
}
