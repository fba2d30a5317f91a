import { cp, symlink } from 'node:fs/promises';
import path from 'node:path';
import { Runtime } from './runtime';
import { NodeRuntime } from '../../model/runtime';
import { nodeBinary } from '../node-binary';

/** The real Node.js of a runtime with a small version of its runtime client. @throws if the package of the binary is not installed */
export function nodejs(runtime: NodeRuntime): Runtime {
  const binary = nodeBinary(runtime);
  const major = /\d+/.exec(runtime)?.[0];
  return {
    hasLanguage: true,
    usesProgramsOfThisMachine: true,
    framesLogs: true,
    install: async (folders) => {
      await symlink(binary, path.join(folders.bin, 'node'));
      await cp(path.join(__dirname, '..', '..', 'runtime', 'nodejs'), folders.runtime, { recursive: true });
    },
    command: async (folders) => ({ file: path.join(folders.bin, 'node'), args: [path.join(folders.runtime, 'index.mjs')] }),
    variables: ({ opt, runtime: folder, task }) => ({
      NODE_PATH: [
        path.join(opt, 'nodejs', `node${major}`, 'node_modules'), path.join(opt, 'nodejs', 'node_modules'),
        path.join(folder, 'node_modules'), folder, task,
      ].join(':'),
    }),
  };
}
