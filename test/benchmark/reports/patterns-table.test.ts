import { withPatternsTable } from '../../../benchmark/reports/patterns-table';
import { aSubjectResult } from '../results/a-result';

const PAGE = ['before', '<!-- traffic patterns: written by npm run bench -- --write -->', 'old', '<!-- end of traffic patterns -->', 'after'].join('\n');

test('the table replaces the one before, and each pattern is named once', () => {
  const lines = withPatternsTable(PAGE, aSubjectResult().patterns).split('\n');
  expect(lines.slice(4, -2)).toEqual([
    '| bursts of 6: 6 invocations in 0.6 s, then a pause of 4 s | `adaptive` | 40, 42, 50 | 40, 60, 90 | 1.00 |',
    '|  | `end-of-invocation` | 40, 42, 50 | 40, 60, 90 | 1.00 |',
    '|  | `periodic` | 0.1, 0.1, 0.2 | 4,300, 8,500, 8,600 | 0.20 |',
    '| steady: 75 invocations per second | `adaptive` | 0.1, 0.6, 0.2 | 500, 990, 1,100 | 0.05 |',
    '|  | `end-of-invocation` | 38, 39, 41 | 27, 29, 54 | 1.00 |',
  ]);
  expect([lines[0], lines.at(-1)]).toEqual(['before', 'after']);
  expect(withPatternsTable(lines.join('\n'), aSubjectResult().patterns)).toBe(lines.join('\n'));
});

test('a page without a place for the table is an error', () => {
  expect(() => withPatternsTable('text', [])).toThrow('The page has no place for the table');
});
