const FONT = 'font-family="Helvetica, Arial, sans-serif"';

/** The colors of words and lines, as in CloudWatch. */
export const [TEXT, FAINT, LINE] = ['#16191f', '#687078', '#d5dbdb'];

export function text(x: number, y: number, words: string, attributes: string): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${FONT} ${attributes}>${escape(words)}</text>`;
}

export function escape(words: string): string {
  return words.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
