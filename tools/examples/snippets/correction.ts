import type { Facts } from './facts';

/** What a translation is corrected by. */
export interface Context {
  readonly facts: Facts;
  /** what else its imports are for: all examples that assume them */
  readonly scope: string;
  /** what it uses is imported elsewhere: it stands on a page with assumptions */
  readonly assumesImports: boolean;
}

/** One thing that jsii-rosetta does wrong, made right. One that no example needs any more is an error. */
export interface Correction {
  /** what is wrong without it */
  readonly because: string;
  readonly apply: (code: string, context: Context) => string;
}

const STRINGS_AND_COMMENTS = /("(?:[^"\\\n]|\\.)*"|(?:\/\/|#).*$)/gm;

/** Changes code, and neither what is in its strings nor its comments. */
export function inCode(text: string, change: (code: string) => string): string {
  return text.split(STRINGS_AND_COMMENTS).map((part, index) => index % 2 === 0 ? change(part) : part).join('');
}

/** What a text names, apart from what its strings and comments say. */
export function namesIn(text: string): Set<string> {
  const names = new Set<string>();
  inCode(text, (code) => {
    for (const [name] of code.matchAll(/[A-Za-z_]\w*/g)) names.add(name);
    return code;
  });
  return names;
}

/** Puts each trailing comment of lines that follow each other at the same column, as formatters do. */
export function alignTrailingComments(code: string): string {
  return inBlocks(code, /^(\s*[^\s/].*?[^\s/])\s+(\/\/ .*)$/, ([, before, comment], width) => `${before.padEnd(width)} ${comment}`);
}

/** Rewrites lines of one form that follow each other, by the width of the longest first part. */
export function inBlocks(code: string, form: RegExp, rewrite: (match: RegExpExecArray, width: number) => string): string {
  const lines = code.split('\n');
  for (let start = 0; start < lines.length;) {
    let end = start;
    const matches: RegExpExecArray[] = [];
    for (let match; end < lines.length && (match = form.exec(lines[end])); end++) matches.push(match);
    const width = Math.max(0, ...matches.map(([, first]) => first.length));
    matches.forEach((match, index) => { lines[start + index] = rewrite(match, width); });
    start = end + 1;
  }
  return lines.join('\n');
}
