import { selectionTable } from '../../../benchmark/reports/selection-table';
import { aResult } from '../results/a-result';

test('the page shows for both hosts what masks and filters cost and save', () => {
  const [head, , ...rows] = selectionTable(aResult());
  expect(head).toBe('|  | this, native, without | with rules | this, Node.js, without | with rules |');
  expect(rows).toEqual([
    '| masks: CPU time per log line of 200 bytes, µs | 5.0 | 6.5 | 5.0 | 6.5 |',
    '| masks: resident memory under load, MB | 6.0 | 7.0 | 6.0 | 7.0 |',
    '| filter: KB in the stream | 3,906 | 391 | 3,906 | 391 |',
    '| filter: PUT units | 160 | 20 | 160 | 20 |',
    '| all rules: a hostile event of 1 MB, median and longest, ms more |  | 9, 12 |  | 9, 12 |',
  ]);
});
