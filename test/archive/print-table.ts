import { Result } from './engine';

const MAX_ROWS = 12;
const MAX_WIDTH = 60;

/** Prints a result as a table in Markdown. */
export function printTable(title: string, { columns, rows }: Result): void {
  const cells = rows.slice(0, MAX_ROWS).map((row) => row.map((value) => String(value ?? '').replace(/[|\n]/g, ' ').slice(0, MAX_WIDTH)));
  console.log([
    `\n### ${title}`, '',
    `| ${columns.map(({ name }) => name).join(' | ')} |`,
    `|${columns.map(({ type }) => /bigint|double/.test(type) ? '---:' : '---').join('|')}|`,
    ...cells.map((row) => `| ${row.join(' | ')} |`),
    ...rows.length > MAX_ROWS ? ['', `and ${rows.length - MAX_ROWS} more`] : [],
  ].join('\n'));
}
