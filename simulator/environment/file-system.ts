import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Folders } from './folders';
import { linkImagePrograms } from './image-programs';
import { extractLayer } from './layer';
import { Runtime } from './runtimes/runtime';
import { ResolvedConfiguration } from '../model/function-configuration';

/** The folders of an execution environment, in a temporary folder that represents Lambda's `/`. */
export class FileSystem implements Folders {
  static async create(config: ResolvedConfiguration, runtime: Runtime): Promise<FileSystem> {
    if (!existsSync(config.codeDirectory)) {
      throw new Error(`The function's codeDirectory does not exist: ${config.codeDirectory}`);
    }
    const files = new FileSystem(await mkdtemp(path.join(tmpdir(), 'lambda-environment-')));
    await Promise.all([files.opt, files.bin, files.runtime].map(async (folder) => mkdir(folder, { recursive: true })));
    await runtime.install(files);
    if (!runtime.usesProgramsOfThisMachine) await linkImagePrograms(files.programs);
    await cp(config.codeDirectory, files.task, { recursive: true, dereference: true });
    for (const layer of config.layers) {
      await extractLayer(layer, files.opt);
    }
    return files;
  }

  readonly opt: string;
  readonly task: string;
  readonly bin: string;
  readonly runtime: string;
  readonly programs: string;

  private constructor(readonly root: string) {
    this.opt = path.join(root, 'opt');
    this.task = path.join(root, 'var', 'task');
    this.bin = path.join(root, 'var', 'lang', 'bin');
    this.runtime = path.join(root, 'var', 'runtime');
    this.programs = path.join(root, 'usr', 'bin');
  }

  /** Returns the names of the external extensions: the files in `/opt/extensions` that are not folders. */
  async extensions(): Promise<string[]> {
    const folder = path.join(this.opt, 'extensions');
    if (!existsSync(folder)) return [];
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => !entry.isDirectory()).map((entry) => entry.name).sort();
  }

  extension(name: string): string {
    return path.join(this.opt, 'extensions', name);
  }
}
