import { ByteSearch } from './byte-search';
import { nextByte } from './bytes';
import { continuesAfter, continuesBefore } from './number-context';
import { hasEnoughDigits, paymentCard } from './payment-card';
import { MASK_BUILT_INS } from '../../../../src/settings/selection/mask-settings';
import type { MaskBuiltInName } from '../../../../src/settings/selection/mask-settings';

/**
 * Reports the starts and the ends of what is found between `from` and `to`, in order. Reads this part of the text once, whatever it contains.
 *
 * Beside the part are the ends of the text, quotes, or what ends a token of JSON: nothing that a match contains.
 */
export type Scanner = (text: Buffer, from: number, to: number, found: (start: number, end: number) => void) => void;

const AT = 0x40;
const DOT = 0x2e;
const DASH = 0x2d;
const EQUALS = 0x3d;
const TAB = 0x09;
const QUOTE = 0x27;
const LETTER_A = 0x41;
const LETTER_E = 0x65;
const LETTER_I = 0x49;
const SPACE = 0x20;

/** Classes of bytes, as bits. */
const DIGIT = 1;
const UPPER = 2;
const LOWER = 4;
const BASE64URL_SYMBOL = 8;
const LOCAL_PART_SYMBOL = 16;
const TOKEN_SYMBOL = 32;
const UNDERSCORE = 64;
const ALPHANUMERIC = DIGIT | UPPER | LOWER;
const WORD = ALPHANUMERIC | UNDERSCORE;

const CLASSES = new Uint8Array(256);
for (let byte = 0; byte < 256; byte++) {
  const character = String.fromCharCode(byte);
  if (/[0-9]/.test(character)) CLASSES[byte] |= DIGIT;
  if (/[A-Z]/.test(character)) CLASSES[byte] |= UPPER;
  if (/[a-z]/.test(character)) CLASSES[byte] |= LOWER;
  if (/[-_]/.test(character)) CLASSES[byte] |= BASE64URL_SYMBOL;
  if (/[._%+\-']/.test(character)) CLASSES[byte] |= LOCAL_PART_SYMBOL;
  if (/[._~+/-]/.test(character)) CLASSES[byte] |= TOKEN_SYMBOL;
  if (character === '_') CLASSES[byte] |= UNDERSCORE;
}

const isOf = (byte: number, classes: number) => (CLASSES[byte] & classes) !== 0;

function endOfRun(text: Buffer, from: number, to: number, classes: number): number {
  let end = from;
  while (end < to && isOf(text[end], classes)) end++;
  return end;
}

/** `local@domain.tld`. Letters may have accents (U+00C0 to U+024F). */
const email: Scanner = (text, first, to, found) => {
  let from = first;
  for (let at = nextByte(text, AT, from, to); at >= 0; at = nextByte(text, AT, from, to)) {
    const start = startOfLocalPart(text, from, at);
    from = at + 1;
    const end = start < at ? endOfDomain(text, from, to) : -1;
    if (end < 0) continue;
    found(start, end);
    from = end;
  }
};

function startOfLocalPart(text: Buffer, floor: number, at: number): number {
  let start = at;
  while (start > floor) {
    if (isOf(text[start - 1], ALPHANUMERIC | LOCAL_PART_SYMBOL)) start--;
    else if (start >= floor + 2 && isAccented(text, start - 2, at)) start -= 2;
    else break;
  }
  // More likely the quote around the address.
  while (start < at && (text[start] === DOT || text[start] === QUOTE)) start++;
  return start;
}

/** Whether the two bytes here are one letter of U+00C0 to U+024F. */
function isAccented(text: Buffer, at: number, to: number): boolean {
  return at + 2 <= to && text[at] >= 0xc3 && text[at] <= 0xc9 && text[at + 1] >= 0x80 && text[at + 1] < 0xc0;
}

/** The last label begins with a letter, and has two bytes at least. */
function endOfDomain(text: Buffer, start: number, to: number): number {
  let end = start;
  while (end < to) {
    const byte = text[end];
    if (isOf(byte, ALPHANUMERIC) || byte === DASH || byte === DOT) end++;
    else if (isAccented(text, end, to)) end += 2;
    else break;
  }
  while (end > start) {
    while (end > start && (text[end - 1] === DASH || text[end - 1] === DOT)) end--;
    let dot = end - 1;
    while (dot >= start && text[dot] !== DOT) dot--;
    if (dot < start) return -1;
    const letter = text[dot + 1];
    if (dot > start && end - dot > 2 && (isOf(letter, UPPER | LOWER) || letter >= 0x80)) return end;
    end = dot;
  }
  return -1;
}

const KEY_BYTES = 20;

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html */
const awsAccessKey: Scanner = (text, first, to, found) => {
  for (let at = nextByte(text, LETTER_I, first, to); at >= 0;) {
    let from = at + 1;
    if (at - 2 >= first && isAccessKeyHead(text, at - 2) && from < to) {
      // A key that begins later in this run would be shorter still.
      from = endOfRun(text, at + 2, to, UPPER | DIGIT);
      if (from - (at - 2) >= KEY_BYTES) found(at - 2, from);
    }
    at = nextByte(text, LETTER_I, from, to);
  }
};

/** AKIA or ASIA */
function isAccessKeyHead(text: Buffer, at: number): boolean {
  return text[at] === LETTER_A && (text[at + 1] === 0x4b || text[at + 1] === 0x53) && text[at + 2] === LETTER_I && text[at + 3] === LETTER_A;
}

/** Two parts of JSON and a signature, which may be empty. */
const jwt: Scanner = (text, first, to, found) => {
  const part = (from: number) => endOfRun(text, from, to, ALPHANUMERIC | BASE64URL_SYMBOL);
  for (let start = nextByte(text, LETTER_E, first, to); start >= 0;) {
    let from = start + 1;
    if (isJsonInBase64(text, start, to)) {
      const header = from = part(start);
      if (text[header] === DOT && header < to && isJsonInBase64(text, header + 1, to)) {
        const payload = part(header + 1);
        if (payload < to && text[payload] === DOT) {
          from = part(payload + 1);
          found(start, from);
        }
      }
    }
    start = nextByte(text, LETTER_E, from, to);
  }
};

/** `eyJ` is `{"` */
function isJsonInBase64(text: Buffer, at: number, to: number): boolean {
  return at + 3 <= to && text[at] === LETTER_E && text[at + 1] === 0x79 && text[at + 2] === 0x4a;
}

/** Four numbers up to 255, and no fifth. */
const ipv4: Scanner = (text, first, to, found) => {
  let from = first;
  for (let dot = nextByte(text, DOT, from, to); dot >= 0; dot = nextByte(text, DOT, from, to)) {
    from = dot + 1;
    let start = dot;
    while (start > first && dot - start < 4 && isOf(text[start - 1], DIGIT)) start--;
    if (start === dot || dot - start > 3 || continuesBefore(text, start)) continue;
    const end = endOfAddress(text, start, to);
    if (end < 0) continue;
    found(start, end);
    from = end;
  }
};

function endOfAddress(text: Buffer, start: number, to: number): number {
  let at = start;
  for (let octet = 0; octet < 4; octet++) {
    if (octet > 0 && (at >= to || text[at++] !== DOT)) return -1;
    let number = 0;
    let digits = 0;
    for (; digits < 4 && at < to && isOf(text[at], DIGIT); digits++) number = number * 10 + text[at++] - 0x30;
    if (digits < 1 || digits > 3 || number > 255) return -1;
  }
  return continuesAfter(text, at) ? -1 : at;
}

const LIKE_NO_WORD = 8;

/** In any case. */
const BEARER = new ByteSearch(Array.from('bearer', (letter) => Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte).toLowerCase() === letter)));

/** The token of `Bearer TOKEN`, in any case: of eight characters at least, or with one that words do not have. */
const bearerToken: Scanner = (text, first, to, found) => {
  for (let at = nextBearer(text, first, first, to); at >= 0;) {
    let start = at + 6;
    while (start < to && (text[start] === SPACE || text[start] === TAB)) start++;
    let from = at + 1;
    if (start > at + 6) {
      let end = from = start;
      let isLikeNoWord = false;
      for (; end < to && isOf(text[end], ALPHANUMERIC | TOKEN_SYMBOL); end++) isLikeNoWord ||= isOf(text[end], DIGIT | TOKEN_SYMBOL);
      if (end - start >= LIKE_NO_WORD || isLikeNoWord) {
        while (end < to && text[end] === EQUALS) end++;
        found(start, end);
        from = end;
      }
    }
    at = nextBearer(text, first, from, to);
  }
};

/** The position of the next word that begins with `Bearer`, or -1. */
function nextBearer(text: Buffer, first: number, from: number, to: number): number {
  for (let at = BEARER.next(text, from, to); at >= 0; at = BEARER.next(text, at + 1, to)) if (at === first || !isOf(text[at - 1], WORD)) return at;
  return -1;
}

const SCANNERS: Readonly<Record<MaskBuiltInName, Scanner>> = {
  'email': email, 'payment-card': paymentCard, 'aws-access-key': awsAccessKey, 'jwt': jwt, 'ipv4': ipv4, 'bearer-token': bearerToken,
};

/** In the order of `MASK_BUILT_INS`. */
export const scanners: readonly Scanner[] = MASK_BUILT_INS.map((name) => SCANNERS[name]);

const KEY_HEADS = [Buffer.from('AKIA'), Buffer.from('ASIA')];
const JSON_IN_BASE64 = Buffer.from('eyJ');

const MAY_BE_IN: Readonly<Record<MaskBuiltInName, (text: Buffer) => boolean>> = {
  'email': (text) => text.includes(AT),
  'payment-card': hasEnoughDigits,
  'aws-access-key': (text) => KEY_HEADS.some((head) => text.includes(head)),
  'jwt': (text) => text.includes(JSON_IN_BASE64),
  'ipv4': hasDotInNumber,
  'bearer-token': (text) => BEARER.next(text, 0, text.length) >= 0,
};

/** For each scanner whether it may find something in a text: whether what each of its matches contains is there. Fast, and right wherever the text is cut. */
export const mayBeIn = MASK_BUILT_INS.map((name) => MAY_BE_IN[name]);

function hasDotInNumber(text: Buffer): boolean {
  for (let dot = text.indexOf(DOT); dot >= 0; dot = nextByte(text, DOT, dot + 1, text.length)) if (dot > 0 && isOf(text[dot - 1], DIGIT)) return true;
  return false;
}
