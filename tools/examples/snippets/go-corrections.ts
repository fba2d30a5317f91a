import { alignTrailingComments, inBlocks, inCode, namesIn } from './correction';
import type { Context, Correction } from './correction';
import { moduleOfImport } from './modules';
import type { Module } from './modules';

const JSII = { goPackage: 'jsii', goPath: 'github.com/aws/jsii-runtime-go' };
const STANDARD_LIBRARY = ['os', 'fmt'];
/** One import a line, or all in parentheses. */
const IMPORTS = /^import (\([^)]*\)|.*)\n+/gm;

const NATIVE_COPY = `archive, err := os.ReadFile(*kinesistelemetryextension.KinesisTelemetryExtension_LAYER_ARCHIVE())
if err != nil {
	panic(err)
}
if err := os.WriteFile("image/kinesis-telemetry-extension.zip", archive, 0o644); err != nil {
	panic(err)
}
`;

/** In this order. */
export const GO_CORRECTIONS: readonly Correction[] = [
  {
    because: 'the file system of Node.js has no translation: Go has its own',
    apply: (code) => code.replace(/^nodefs\.CopyFileSync\(.*\)\n/m, NATIVE_COPY),
  },
  {
    because: 'members that are inherited from a class that is not exported begin with a small letter',
    apply: (code) => inCode(code, (part) => part.replace(/\.([a-z])(?=\w*\()/g, (_, letter: string) => `.${letter.toUpperCase()}`)),
  },
  {
    because: 'modules are named as TypeScript names them, not by their packages',
    apply: (code, { facts: { namespaces } }) => inCode(code, (part) =>
      part.replace(/\b([a-z]\w*)\.(?=[A-Z])/g, (all, name: string) => namespaces.has(name) ? `${namespaces.get(name)!.goPackage}.` : all)),
  },
  {
    because: 'types are named without their package',
    apply: (code, { facts: { types } }) => inCode(code, (part) =>
      part.replace(/(&|\[\]|map\[string\]|^var \w+ )([A-Z]\w*)/gm, (all, before: string, name: string) =>
        types.has(name) ? `${before}${types.get(name)!.goPackage}.${name}` : all)),
  },
  {
    because: 'lists and maps in a struct are pointers, too',
    apply: (code) => inCode(code, (part) => part.replace(/: (?=\[\]|map\[)/g, ': &')),
  },
  {
    because: 'a pointer to true or false is made by a function that there is not',
    apply: (code) => inCode(code, (part) => part.replace(/\bjsii\.Boolean\(/g, 'jsii.Bool(')),
  },
  {
    because: 'packages of aws-cdk-lib are imported from where they are not, and jsii is not imported at all',
    apply: (code, context) => code.search(IMPORTS) < 0 ? code : withImports(code, context),
  },
  {
    because: 'gofmt would write it otherwise: entries that follow each other are aligned',
    apply: (code) => alignTrailingComments(inBlocks(code, /^(\t+[\w"]+:) +(\S.*[^{]|\S)$/, ([, key, value], width) => `${key.padEnd(width)} ${value}`)),
  },
];

function withImports(code: string, { facts, scope, assumesImports }: Context): string {
  const body = code.replace(IMPORTS, '').trim();
  const paths = goImportsOf(`${body}\n${scope}`, facts);
  const own = paths.filter((path) => assumesImports === STANDARD_LIBRARY.includes(path));
  return `${importBlock(own)}\n${body}\n`;
}

/** @returns the paths of the packages that code needs */
export function goImportsOf(code: string, { types, namespaces }: Context['facts']): string[] {
  const names = namesIn(code);
  const cdk = ['aws-cdk-lib', 'constructs', 'cdk-kinesis-telemetry-extension'].map((name) => moduleOfImport(name)!);
  const packages = new Map<string, string>([JSII, ...cdk, ...types.values(), ...namespaces.values()].map(({ goPackage, goPath }: Pick<Module, 'goPackage' | 'goPath'>) => [goPackage, goPath]));
  const ofOthers = [...packages].filter(([name]) => names.has(name)).map(([, path]) => path);
  return [...STANDARD_LIBRARY.filter((name) => names.has(name)), ...ofOthers.sort()];
}

export function importBlock(paths: readonly string[]): string {
  if (paths.length === 1) return `import "${paths[0]}"\n`;
  const [standard, others] = [paths.filter((path) => !path.includes('.')), paths.filter((path) => path.includes('.'))];
  const groups = [standard, others].filter((group) => group.length > 0).map((group) => group.map((path) => `\t"${path}"\n`).join(''));
  return `import (\n${groups.join('\n')})\n`;
}

/** Code without its imports: what uses it brings its own. */
export function withoutGoImports(code: string): string {
  return code.replace(IMPORTS, '');
}
