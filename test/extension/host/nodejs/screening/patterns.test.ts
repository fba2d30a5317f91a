import { RE2JS } from 're2js';
import { patternText } from '../../../../../extension-src/host/nodejs/screening/pattern-text';
import { compilePatterns } from '../../../../../extension-src/host/nodejs/screening/patterns';
import { seededRandom } from '../../../../../simulator/kinesis';
import { parsePattern } from '../../../../../src/settings/selection/pattern';

const PIECES = ['a', 'b', 'é', '😀', '[ab]', '[^a]', '\\d', '.', '\\b', '^', '$', 'a?', 'b*', '(ab|b)', '(a|é1|)', '[ab1]{2,3}', '(a\\d){2}', '1+?', '(?:b|1a){1,2}'];
const CHARACTERS = ['a', 'b', '1', 'é', '😀', ' ', '\n'];

test('finds what the engine finds, although it asks the engine only where something may match', () => {
  const random = seededRandom(11);
  const oneOf = (from: readonly string[]) => from[Math.floor(random() * from.length)];
  const textOf = (from: readonly string[], most: number) => Array.from({ length: 1 + Math.floor(random() * most) }, () => oneOf(from)).join('');
  let found = 0;
  for (let round = 0; round < 300; round++) {
    const nodes = Array.from({ length: 1 + round % 3 }, () => parsePattern(textOf(PIECES, 4)));
    const text = Buffer.from(textOf(CHARACTERS, 30));
    const patterns = compilePatterns(nodes);
    const engines = nodes.map((node) => RE2JS.compile(patternText(node)));
    for (const [index, engine] of engines.entries()) {
      const expected: Array<[number, number]> = [];
      const matcher = engine.matcher(text);
      while (matcher.find()) if (matcher.end() > matcher.start()) expected.push([matcher.start(), matcher.end()]);
      const actual: Array<[number, number]> = [];
      patterns.findAll(index, text, (start, end) => { actual.push([start, end]); });
      expect(actual).toEqual(expected);
      expect(patterns.isMatch(index, text)).toBe(engine.test(text));
      found += expected.length;
    }
    expect(patterns.isAnyMatch(text)).toBe(engines.some((engine) => engine.test(text)));
  }
  expect(found).toBeGreaterThan(300);
});
