/** Colours and the like, which a logger may write: ESC [ numbers m. */
const STYLE = /(\u001b\[[\d;:]*m)/;
/** All control characters but tab and newline. A log line must not be able to move the cursor or to fill the clipboard. */
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
const RESET = '\u001b[0m';

/** Returns the text without what a terminal would obey. Colours that the function has written stay, if colours are wanted. */
export function printable(text: string, withColours: boolean): string {
  // Every second part is a style.
  const parts = text.replace(/\r\n/g, '\n').split(STYLE);
  if (parts.length === 1) return escaped(text);
  const kept = parts.map((part, index) => index % 2 === 0 ? escaped(part) : withColours ? part : '');
  return kept.join('') + (withColours ? RESET : '');
}

function escaped(text: string): string {
  return text.replace(/\r\n/g, '\n').replace(CONTROL, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
