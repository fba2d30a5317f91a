import { inCode } from './correction';
import type { Correction } from './correction';

export const PYTHON_CORRECTIONS: readonly Correction[] = [
  {
    because: 'the file system of Node.js has no translation: Python has its own',
    apply: (code) => code.replace(/^from node:fs import copy_file_sync\n+/m, 'import shutil\n\n').replace(/^copy_file_sync\(/m, 'shutil.copy('),
  },
  {
    because: 'a method that is named like a keyword has an underscore behind it',
    apply: (code) => inCode(code, (part) => part.replace(/\.with\(/g, '.with_(')),
  },
  {
    because: 'a module that is named like a keyword has an underscore behind it, also where the type of a variable is told',
    apply: (code) => code.replace(/^(# \w+: )lambda\./gm, '$1lambda_.'),
  },
  {
    because: 'a module is imported from twice',
    apply: (code) => code.replace(/^from (\w+) import (\w+)\n((?:.*\n)*?from \1 import )(.*)$/m, (_, _module, name: string, between: string, names: string) =>
      `${between}${[name, ...names.split(', ')].sort().join(', ')}`),
  },
  {
    because: 'two spaces stand before a comment: PEP 8',
    apply: (code) => code.replace(/(\S) # /g, '$1  # '),
  },
];
