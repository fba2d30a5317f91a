import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { extractLayer } from './layer';
import { nodeBinary } from './node-binary';
import { ResolvedConfiguration } from '../model/function-configuration';

/** The folders of an execution environment, in a temporary folder that represents Lambda's `/`. */
export class FileSystem {
  static async create(config: ResolvedConfiguration): Promise<FileSystem> {
    const binary = nodeBinary(config.runtime);
    if (!existsSync(config.codeDirectory)) {
      throw new Error(`The function's codeDirectory does not exist: ${config.codeDirectory}`);
    }
    const files = new FileSystem(await mkdtemp(path.join(tmpdir(), 'lambda-environment-')));
    await Promise.all([files.opt, path.dirname(files.node), path.dirname(files.runtime)].map(
      async (folder) => mkdir(folder, { recursive: true })));
    await symlink(binary, files.node);
    await cp(path.join(__dirname, '..', 'runtime'), files.runtime, { recursive: true });
    await cp(config.codeDirectory, files.task, { recursive: true, dereference: true });
    for (const layer of config.layers) {
      await extractLayer(layer, files.opt);
    }
    return files;
  }

  readonly opt: string;
  readonly task: string;
  readonly node: string;
  readonly runtime: string;

  private constructor(readonly root: string) {
    this.opt = path.join(root, 'opt');
    this.task = path.join(root, 'var', 'task');
    this.node = path.join(root, 'var', 'lang', 'bin', 'node');
    this.runtime = path.join(root, 'var', 'runtime');
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
