import type { Assertion, CharacterRanges, PatternNode } from '../../../../src/settings/selection/pattern-node';

const ASSERTIONS: Readonly<Record<Assertion, string>> = {
  'start': '\\A', 'end': '\\z', 'line-start': '(?m:^)', 'line-end': '(?m:$)', 'word-boundary': '\\b', 'not-word-boundary': '\\B',
};

/** The pattern in RE2's syntax: https://github.com/google/re2/wiki/Syntax */
export function patternText(node: PatternNode): string {
  switch (node.kind) {
    case 'literal': return escaped(node.codePoint);
    case 'class': return classText(node.ranges);
    case 'assert': return ASSERTIONS[node.what];
    case 'repeat': return `(?:${patternText(node.node)})${repeatText(node.min, node.max)}${node.lazy ? '?' : ''}`;
    case 'sequence': return node.nodes.map((each) => `(?:${patternText(each)})`).join('');
    case 'alternatives': return node.nodes.map((each) => `(?:${patternText(each)})`).join('|');
  }
}

function classText(ranges: CharacterRanges): string {
  return `[${ranges.map(([from, to]) => `${escaped(from)}-${escaped(to)}`).join('')}]`;
}

function repeatText(min: number, max: number | undefined): string {
  if (max === undefined && min < 2) return min === 0 ? '*' : '+';
  return max === undefined ? `{${min},}` : `{${min},${max}}`;
}

function escaped(codePoint: number): string {
  return `\\x{${codePoint.toString(16)}}`;
}
