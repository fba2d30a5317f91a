import { patternsTable } from '../../../benchmark/reports/patterns-table';
import { aSubjectResult } from '../results/a-result';

test('each pattern is named once, with the figures of each strategy', () => {
  expect(patternsTable(aSubjectResult().patterns).slice(2)).toEqual([
    '| bursts of 6: 6 invocations in 0.6 s, then a pause of 4 s | `adaptive` | 40, 42, 50 | 40, 60, 90 | 1.00 |',
    '|  | `end-of-invocation` | 40, 42, 50 | 40, 60, 90 | 1.00 |',
    '|  | `periodic` | 0.1, 0.1, 0.2 | 4,300, 8,500, 8,600 | 0.20 |',
    '| steady: 75 invocations per second | `adaptive` | 0.1, 0.6, 0.2 | 500, 990, 1,100 | 0.05 |',
    '|  | `end-of-invocation` | 38, 39, 41 | 27, 29, 54 | 1.00 |',
  ]);
});
