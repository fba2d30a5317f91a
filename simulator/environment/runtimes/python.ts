import { cp, symlink } from 'node:fs/promises';
import path from 'node:path';
import { Runtime } from './runtime';
import { PythonRuntime, RuntimeClient } from '../../model/runtime';

/** Python with AWS's runtime client (awslambdaric), on this machine's interpreter, whichever version of Python 3 it is. */
export function python(runtime: PythonRuntime, client: RuntimeClient): Runtime {
  return {
    hasLanguage: true,
    usesProgramsOfThisMachine: false,
    framesLogs: true,
    install: async (folders) => {
      await symlink(client.program, path.join(folders.bin, runtime));
      await cp(client.packages, folders.runtime, { recursive: true });
      await cp(path.join(__dirname, '..', '..', 'runtime', 'python', 'bootstrap.py'), path.join(folders.runtime, 'bootstrap.py'));
    },
    command: async (folders, handler) => ({ file: path.join(folders.bin, runtime), args: [path.join(folders.runtime, 'bootstrap.py'), handler] }),
    variables: (folders) => ({ PYTHONPATH: folders.runtime }),
  };
}
