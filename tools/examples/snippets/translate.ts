import { BatchSnippetTranslator, JavaVisitor, PythonVisitor } from 'jsii-rosetta';
import type { Correction } from './correction';
import { ROOT } from './extract';
import type { Example } from './extract';
import type { Facts } from './facts';
import { GO_CORRECTIONS } from './go-corrections';
import { ExampleGoVisitor } from './go-visitor';
import { JAVA_CORRECTIONS } from './java-corrections';
import { PYTHON_CORRECTIONS } from './python-corrections';

export const LANGUAGES = ['python', 'java', 'go'] as const;
export type Language = typeof LANGUAGES[number];

export interface Translation {
  readonly example: Example;
  readonly facts: Facts;
  readonly code: Readonly<Record<Language, string>>;
}

export interface CorrectionUse {
  readonly language: Language;
  readonly because: string;
  readonly examples: number;
}

export interface Translations {
  readonly translations: readonly Translation[];
  readonly corrections: readonly CorrectionUse[];
}

interface Rendered extends Translation {
  /** in Go */
  readonly omitsArguments: boolean;
}

const CORRECTIONS: Record<Language, readonly Correction[]> = { python: PYTHON_CORRECTIONS, java: JAVA_CORRECTIONS, go: GO_CORRECTIONS };

/** Translates what has been compiled, and corrects what jsii-rosetta does wrong. */
export function translate(examples: readonly Example[]): Translations {
  const rendered = render(examples);
  const isAssumption = ({ example: { kind } }: Translation) => kind === 'assumptions';
  const assumingPages = new Set(rendered.filter(isAssumption).map(({ example: { place } }) => place));
  const counts = new Map<Correction, number>();

  const correct = (translation: Translation, users: readonly Translation[] = []): Translation => {
    const { example: { kind, place } } = translation;
    const facts = merged([translation, ...users]);
    const code = byLanguage((language) => {
      const context = { facts, scope: users.map((user) => user.code[language]).join('\n'), assumesImports: kind === 'page' && assumingPages.has(place) };
      return CORRECTIONS[language].reduce((before, correction) => {
        const after = correction.apply(before, context);
        if (after !== before) counts.set(correction, (counts.get(correction) ?? 0) + 1);
        return after;
      }, translation.code[language]).trim();
    });
    return { ...translation, code };
  };

  const ordinary = rendered.filter((translation) => !isAssumption(translation)).map((translation) => correct(translation));
  // Their imports are for all examples that assume them.
  const usersOf = (page: string) => ordinary.filter(({ example: { place } }) => place === page);
  const assumptions = rendered.filter(isAssumption).map((translation) => correct(translation, usersOf(translation.example.place)));
  return { translations: [...assumptions, ...ordinary], corrections: [...usesOf(counts), omittedArguments(rendered)] };
}

/** All in one go of the compiler, as it takes its time to read the declarations of the CDK. */
function render(examples: readonly Example[]): Rendered[] {
  const snippets = examples.map(({ snippet: { snippet } }) => ({
    visibleSource: snippet.translations.$.source, completeSource: snippet.fullSource, location: snippet.location,
  }));
  return [...new BatchSnippetTranslator(snippets, { compilationDirectory: ROOT })].map(([, translator], index) => {
    const visitor = new ExampleGoVisitor();
    const code = {
      python: translator.renderUsing(new PythonVisitor()),
      java: translator.renderUsing(new JavaVisitor()),
      go: translator.renderUsing(visitor),
    };
    const problems = translator.diagnostics.map(({ messageText }) => typeof messageText === 'string' ? messageText : messageText.messageText);
    if (problems.length > 0) throw new Error(`${examples[index].place}:${examples[index].line} cannot be translated: ${problems.join(', ')}`);
    return { example: examples[index], facts: visitor.facts!, code, omitsArguments: visitor.omittedArguments > 0 };
  });
}

function usesOf(counts: ReadonlyMap<Correction, number>): CorrectionUse[] {
  return LANGUAGES.flatMap((language) => CORRECTIONS[language].map((correction) => {
    const examples = counts.get(correction);
    if (examples === undefined) throw new Error(`no example needs this correction of ${language} any more, remove it: ${correction.because}`);
    return { language, because: correction.because, examples };
  }));
}

function omittedArguments(rendered: readonly Rendered[]): CorrectionUse {
  const { length } = rendered.filter(({ omitsArguments }) => omitsArguments);
  return { language: 'go', because: 'optional arguments are left out, which Go cannot: nil', examples: length };
}

function merged(translations: readonly Translation[]): Facts {
  return {
    types: new Map(translations.flatMap(({ facts: { types } }) => [...types])),
    namespaces: new Map(translations.flatMap(({ facts: { namespaces } }) => [...namespaces])),
  };
}

function byLanguage<T>(value: (language: Language) => T): Record<Language, T> {
  return { python: value('python'), java: value('java'), go: value('go') };
}
