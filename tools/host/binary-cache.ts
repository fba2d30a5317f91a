import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Files that stay, so that changing between branches builds nothing. The rest is forgotten, the longest unused first. */
const KEPT = 8;

/** Files by the content that they were built from. */
export class BinaryCache {
  constructor(private readonly folder: string) {}

  /** @returns the file, or nothing if it has to be built */
  find(name: string): Uint8Array | undefined {
    const file = join(this.folder, name);
    if (!existsSync(file)) return undefined;
    const now = new Date();
    utimesSync(file, now, now);
    return readFileSync(file);
  }

  /** Others that build the same at the same time never see half a file. */
  add(name: string, content: Uint8Array): void {
    mkdirSync(this.folder, { recursive: true });
    const started = join(this.folder, `.${name}-${process.pid}`);
    writeFileSync(started, content, { mode: 0o755 });
    renameSync(started, join(this.folder, name));
    this.forgetOldest();
  }

  private forgetOldest(): void {
    const files = readdirSync(this.folder).map((name) => join(this.folder, name)).map((file) => ({ file, used: statSync(file).mtimeMs }));
    for (const { file } of files.sort((a, b) => b.used - a.used).slice(KEPT)) rmSync(file, { force: true });
  }
}

/** Different parts give different keys, also where one part ends as the next begins. */
export function keyOf(...parts: ReadonlyArray<string | Uint8Array>): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}\n`).update(part);
  return hash.digest('hex').slice(0, 16);
}
