import { continuesAfter, continuesBefore } from './number-context';

/** https://www.iso.org/standard/70484.html */
const LEAST_DIGITS = 13;
const MOST_DIGITS = 19;

const ZERO = 0x30;
const SPACE = 0x20;
const DASH = 0x2d;

const isDigit = (byte: number) => byte >= 0x30 && byte <= 0x39;
const isSeparator = (byte: number) => byte === SPACE || byte === DASH;
const isInRun = (byte: number) => isDigit(byte) || isSeparator(byte);

/**
 * 13 to 19 digits that a payment scheme gives, in groups with one space or dash between, and with a right check digit.
 *
 * The first digit is 2 to 6; cards with 2 begin with 2200 to 2720. So times, which are numbers of this length too, are not hit.
 */
export function paymentCard(text: Buffer, found: (start: number, end: number) => void): void {
  let from = 0;
  // A card that begins in the next bytes would have the last of them.
  while (from + LEAST_DIGITS <= text.length) {
    let start = from + LEAST_DIGITS - 1;
    if (!isInRun(text[start])) {
      from += LEAST_DIGITS;
      continue;
    }
    let end = start + 1;
    while (start > from && isInRun(text[start - 1])) start--;
    while (isInRun(text[end])) end++;
    if (end - start >= LEAST_DIGITS) cardsOfRun(text, start, end, found);
    from = end + 1;
  }
}

function cardsOfRun(text: Buffer, start: number, end: number, found: (start: number, end: number) => void): void {
  let at = start;
  while (at < end) {
    if (isSeparator(text[at])) {
      at++;
      continue;
    }
    const after = cardAt(text, at, end);
    if (after < 0) {
      at++;
    } else {
      found(at, after);
      at = after;
    }
    // The next group.
    while (at < end && !isSeparator(text[at])) at++;
  }
}

/** The end of the longest card that begins with this group of digits. */
function cardAt(text: Buffer, start: number, end: number): number {
  if (text[start] < 0x32 || text[start] > 0x36 || continuesBefore(text, start)) return -1;
  let card = -1;
  // By the parity of the number of digits: which are doubled depends on it.
  const sums = [0, 0];
  let digits = 0;
  let firstFour = 0;
  for (let at = start; at < end && digits < MOST_DIGITS;) {
    if (isSeparator(text[at])) {
      if (!isDigit(text[at + 1])) break;
      at++;
      continue;
    }
    const digit = text[at++] - ZERO;
    sums[digits % 2] += digit;
    sums[1 - digits % 2] += digit > 4 ? digit * 2 - 9 : digit * 2;
    digits++;
    if (digits <= 4) {
      firstFour = firstFour * 10 + digit;
      if (digits === 4 && firstFour < 3000 && (firstFour < 2200 || firstFour > 2720)) return -1;
    }
    if (digits >= LEAST_DIGITS && !isDigit(text[at]) && sums[(digits - 1) % 2] % 10 === 0 && !continuesAfter(text, at)) card = at;
  }
  return card;
}
