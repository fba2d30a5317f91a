import { goImportsOf, importBlock, withoutGoImports } from './go-corrections';
import type { Language, Translation } from './translate';

/** An example that can be compiled: what it declares without a value are parameters of a function around it. */
export interface Program {
  readonly name: string;
  /** where it is shown */
  readonly place: string;
  readonly imports: string;
  readonly parameters: readonly Parameter[];
  readonly body: string;
}

interface Parameter {
  readonly name: string;
  readonly type: string;
}

interface Grammar {
  readonly imports: RegExp;
  /** with groups `name` and `type` */
  readonly declaration: RegExp;
  /** how the example itself gives a name to something */
  readonly assigns: (name: string) => RegExp;
}

const GRAMMARS: Record<Language, Grammar> = {
  python: { imports: /^(?:from|import) .*\n/gm, declaration: /^# (?<name>\w+): (?<type>[\w.]+)\n?/gm, assigns: (name) => new RegExp(`^${name} = `, 'm') },
  java: { imports: /^import .*;\n/gm, declaration: /^(?<type>[A-Z]\w*) (?<name>\w+);\n?/gm, assigns: (name) => new RegExp(`^[A-Z]\\w* ${name} = `, 'm') },
  go: { imports: /^import (?:\([^)]*\)|.*)\n/gm, declaration: /^var (?<name>\w+) (?<type>\S+)\n?/gm, assigns: (name) => new RegExp(`^${name} := `, 'm') },
};

/** @returns all examples of a language, each with what it assumes */
export function programsOf(language: Language, translations: readonly Translation[]): Program[] {
  return translations.map((translation) => {
    const { example: { place, kind, line }, facts, code } = translation;
    const assumptions = kind === 'page' && translations.find(({ example }) => example.kind === 'assumptions' && example.place === place);
    const own = parse(language, code[language]);
    const assumed = assumptions ? parse(language, assumptions.code[language]) : { imports: '', parameters: [] };
    const program = {
      name: `${place}_${line}`.replace(/\W+/g, '_').toLowerCase(),
      place: line === 0 ? `the docstring of ${place}` : `${place}:${line}`,
      imports: assumed.imports + own.imports,
      parameters: [...own.parameters, ...assumed.parameters.filter(({ name }) => new RegExp(`\\b${name}\\b`).test(own.body)
        && !GRAMMARS[language].assigns(name).test(own.body))],
      body: own.body,
    };
    // Go refuses imports that are not used: of what is only assumed, and of the assumptions, those that are.
    const assumes = kind === 'assumptions' || assumed.imports !== '';
    return language === 'go' && assumes ? { ...program, imports: importsInGo(program, facts) } : program;
  });
}

function parse(language: Language, code: string): Pick<Program, 'imports' | 'parameters' | 'body'> {
  const { imports, declaration } = GRAMMARS[language];
  return {
    imports: (code.match(imports) ?? []).join(''),
    parameters: [...`${code}\n`.matchAll(declaration)].map(({ groups }) => ({ name: groups!.name, type: groups!.type })),
    body: `${code}\n`.replace(imports, '').replace(declaration, '').trim(),
  };
}

function importsInGo({ parameters, body }: Program, facts: Translation['facts']): string {
  const paths = goImportsOf(withoutGoImports([...parameters.map(({ type }) => type), body].join('\n')), facts);
  return paths.length === 0 ? '' : importBlock(paths);
}

export function indented(text: string, by: string): string {
  return text.split('\n').map((line) => line === '' ? '' : `${by}${line}`).join('\n');
}
