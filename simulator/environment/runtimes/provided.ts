import { stat } from 'node:fs/promises';
import path from 'node:path';
import { Runtime } from './runtime';
import { Folders } from '../folders';

/**
 * An OS-only runtime: Lambda executes `bootstrap` from the deployment package or a layer. It has no language, no variables of its own and no
 * descriptor for log messages.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-provided.html
 */
export function provided(): Runtime {
  return {
    hasLanguage: false,
    usesProgramsOfThisMachine: false,
    framesLogs: false,
    install: async () => undefined,
    command: async (folders) => ({ file: await bootstrapIn(folders), args: [] }),
    variables: () => ({}),
  };
}

async function bootstrapIn({ runtime, task, opt }: Folders): Promise<string> {
  const candidates = [runtime, task, opt].map((folder) => path.join(folder, 'bootstrap'));
  for (const candidate of candidates) {
    if (await isFile(candidate)) return candidate;
  }
  throw new Error(`Couldn't find valid bootstrap(s): [${candidates.join(' ')}]`);
}

async function isFile(file: string): Promise<boolean> {
  try {
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}
