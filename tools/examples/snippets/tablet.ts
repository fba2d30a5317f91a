import { LanguageTablet, TranslatedSnippet } from 'jsii-rosetta';
import { extractExamples } from './extract';
import { LANGUAGES, translate } from './translate';

/** Writes the corrected translations for jsii-pacmak, which puts them into the readme and the docstrings of each language's package. */
export async function writeTablet(file: string): Promise<void> {
  const tablet = new LanguageTablet();
  for (const { example: { snippet: { snippet } }, code } of translate(await extractExamples()).translations) {
    const corrected = Object.fromEntries(LANGUAGES.map((language) => [language, { ...snippet.translations[language], source: code[language] }]));
    tablet.addSnippets(TranslatedSnippet.fromSchema({ ...snippet, translations: { ...snippet.translations, ...corrected } }));
  }
  await tablet.save(file);
}
