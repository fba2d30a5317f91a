import { continuesAfter, continuesBefore } from './number-context';

/** https://www.iso.org/standard/70484.html */
const LEAST_DIGITS = 13;
const MOST_DIGITS = 19;

const ZERO = 0x30;
const SPACE = 0x20;
const DASH = 0x2d;

/** 1 for digits, 2 for what may be between them. */
const KINDS = new Uint8Array(256).fill(1, 0x30, 0x3a);
KINDS[SPACE] = KINDS[DASH] = 2;

const isDigit = (byte: number) => KINDS[byte] === 1;
const isSeparator = (byte: number) => KINDS[byte] === 2;
const isInRun = (byte: number) => KINDS[byte] > 0;

/**
 * 13 to 19 digits that a payment scheme gives, in groups with one space or dash between, and with a right check digit.
 *
 * The first digit is 2 to 6; cards with 2 begin with 2200 to 2720. So times, which are numbers of this length too, are not hit.
 */
export function paymentCard(text: Buffer, first: number, to: number, found: (start: number, end: number) => void): void {
  let from = first;
  // A card that begins in the next bytes would have the last of them.
  while (from + LEAST_DIGITS <= to) {
    let start = from + LEAST_DIGITS - 1;
    if (!isInRun(text[start])) {
      from += LEAST_DIGITS;
      continue;
    }
    let end = start + 1;
    while (start > from && isInRun(text[start - 1])) start--;
    while (end < to && isInRun(text[end])) end++;
    if (end - start >= LEAST_DIGITS) cardsOfRun(text, start, end, found);
    from = end + 1;
  }
}

/** Whether somewhere digits, spaces and dashes follow each other, as many as the digits of a card. */
export function hasEnoughDigits(text: Buffer): boolean {
  for (let from = 0; from + LEAST_DIGITS <= text.length;) {
    let start = from + LEAST_DIGITS;
    while (start > from && isInRun(text[start - 1])) start--;
    if (start === from) return true;
    from = start;
  }
  return false;
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
  // As if every second digit, from the first one on, were doubled; and every second from the second one on.
  let even = 0;
  let odd = 0;
  let digits = 0;
  let firstFour = 0;
  for (let at = start; at < end && digits < MOST_DIGITS;) {
    if (isSeparator(text[at])) {
      if (at + 1 >= end || !isDigit(text[at + 1])) break;
      at++;
      continue;
    }
    const digit = text[at++] - ZERO;
    const doubled = digit > 4 ? digit * 2 - 9 : digit * 2;
    even += digits % 2 === 0 ? digit : doubled;
    odd += digits % 2 === 0 ? doubled : digit;
    digits++;
    if (digits <= 4) {
      firstFour = firstFour * 10 + digit;
      if (digits === 4 && firstFour < 3000 && (firstFour < 2200 || firstFour > 2720)) return -1;
    }
    if (digits < LEAST_DIGITS || (at < end && isDigit(text[at]))) continue;
    // The last digit is not doubled.
    const sum = digits % 2 === 1 ? even : odd;
    if (sum % 10 === 0 && !continuesAfter(text, at)) card = at;
  }
  return card;
}
