import { result } from './result';
import { Terminal } from '../../../command-line/terminal';
import { printVerdict } from '../../../demo/report/human-report';

function verdictOf(duplicated: number): string {
  let text = '';
  const made = result();
  const stream = { write: (line: string) => { text += line; } } as NodeJS.WriteStream;
  printVerdict({ ...made, verdict: { ...made.verdict, duplicated } }, new Terminal(stream));
  return text;
}

test('the verdict explains duplicates, if there are any', () => {
  expect(verdictOf(1_206)).toContain('duplicates: 1,206, as delivery is at least once');
  expect(verdictOf(0)).not.toContain('duplicates');
});
