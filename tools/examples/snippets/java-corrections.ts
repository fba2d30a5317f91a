import { alignTrailingComments, namesIn } from './correction';
import type { Context, Correction } from './correction';

const IMPORT = /^import (.*);\n/gm;
const UTILITIES: Record<string, string> = { List: 'java.util.List', Map: 'java.util.Map' };
const MAX_COLUMNS = 120;

const NATIVE_COPY = `Files.copy(Path.of(KinesisTelemetryExtension.LAYER_ARCHIVE), Path.of("image/kinesis-telemetry-extension.zip"),
        StandardCopyOption.REPLACE_EXISTING);
`;

export const JAVA_CORRECTIONS: readonly Correction[] = [
  {
    because: 'the file system of Node.js has no translation: Java has its own',
    apply: (code) => code.replace(/^copyFileSync\(.*\);\n/m, NATIVE_COPY).replace(/^import node\.fs\..*\n/m, 'import java.nio.file.*;\n'),
  },
  {
    because: 'types that an example implies, and lists and maps, are not imported',
    apply: (code, context) => code.search(IMPORT) < 0 ? code : withImports(code, context),
  },
  {
    because: 'a builder of one line is longer than a line should be',
    apply: (code) => code.split('\n').map((line) => line.length > MAX_COLUMNS ? broken(line) : line).join('\n'),
  },
  {
    because: 'trailing comments are not aligned, as they are in TypeScript',
    apply: alignTrailingComments,
  },
];

function withImports(code: string, { facts, scope, assumesImports }: Context): string {
  const body = code.replace(IMPORT, '').trim();
  const given = [...code.matchAll(IMPORT)].map(([, name]) => name);
  const names = namesIn(`${body}\n${scope}`);
  const ofTypes = [...facts.types].filter(([name]) => names.has(name)).map(([name, { java }]) => `${java}.${name}`);
  const utilities = Object.entries(UTILITIES).filter(([name]) => names.has(name)).map(([, type]) => type);
  const covered = (name: string) => given.includes(`${name.slice(0, name.lastIndexOf('.'))}.*`);
  const added = assumesImports ? [] : [...ofTypes, ...utilities].filter((name) => !covered(name));
  const imports = [...new Set([...given, ...added])].sort();
  return `${imports.map((name) => `import ${name};`).join('\n')}\n\n${body}\n`;
}

/** A line with a builder, a line a call. */
function broken(line: string): string {
  const start = /\.(builder\(\)|Builder\.create\((?:[^()]|\([^()]*\))*\))/.exec(line);
  if (!start) return line;
  const indent = `\n${/^ */.exec(line)![0]}        `;
  let depth = 0;
  let result = line.slice(0, start.index + start[0].length);
  for (const character of line.slice(result.length)) {
    if (character === '.' && depth === 0) result += indent;
    if (character === '(') depth++;
    if (character === ')') depth--;
    if (depth < 0) return result + line.slice(result.replace(new RegExp(indent, 'g'), '').length);
    result += character;
  }
  return result;
}
