const DOT = 0x2e;
const UNDERSCORE = 0x5f;

const isDigit = (byte: number) => byte >= 0x30 && byte <= 0x39;

function isWord(byte: number): boolean {
  const lower = byte | 0x20;
  return isDigit(byte) || (lower >= 0x61 && lower <= 0x7a) || byte === UNDERSCORE;
}

/** Whether a number that begins here is the rest of a word, or of a number with a point. */
export function continuesBefore(text: Buffer, at: number): boolean {
  if (at === 0) return false;
  return at > 1 && text[at - 1] === DOT ? isDigit(text[at - 2]) : isWord(text[at - 1]);
}

/** Whether a number that ends here is the beginning of a word, or of a number with a point. */
export function continuesAfter(text: Buffer, at: number): boolean {
  if (at >= text.length) return false;
  return text[at] === DOT && at + 1 < text.length ? isDigit(text[at + 1]) : isWord(text[at]);
}
