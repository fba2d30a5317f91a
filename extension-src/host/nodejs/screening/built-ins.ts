import { continuesAfter, continuesBefore } from './number-context';
import { paymentCard } from './payment-card';
import { MASK_BUILT_INS } from '../../../../src/settings/selection/mask-settings';
import type { MaskBuiltInName } from '../../../../src/settings/selection/mask-settings';

/** Reports the starts and the ends of what is found, in order. Reads a text once, whatever the text is. */
export type Scanner = (text: Buffer, found: (start: number, end: number) => void) => void;

const AT = 0x40;
const DOT = 0x2e;
const DASH = 0x2d;
const EQUALS = 0x3d;
const TAB = 0x09;
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

function endOfRun(text: Buffer, from: number, classes: number): number {
  let end = from;
  while (end < text.length && isOf(text[end], classes)) end++;
  return end;
}

/** `local@domain.tld`. Letters may have accents (U+00C0 to U+024F). */
const email: Scanner = (text, found) => {
  let from = 0;
  for (let at = text.indexOf(AT); at >= 0; at = text.indexOf(AT, from)) {
    const start = startOfLocalPart(text, from, at);
    from = at + 1;
    const end = start < at ? endOfDomain(text, from) : -1;
    if (end < 0) continue;
    found(start, end);
    from = end;
  }
};

function startOfLocalPart(text: Buffer, floor: number, at: number): number {
  let start = at;
  while (start > floor) {
    if (isOf(text[start - 1], ALPHANUMERIC | LOCAL_PART_SYMBOL)) start--;
    else if (start >= floor + 2 && isAccented(text, start - 2)) start -= 2;
    else break;
  }
  // More likely the quote around the address.
  while (start < at && (text[start] === DOT || text[start] === 0x27)) start++;
  return start;
}

/** Whether the two bytes here are one letter of U+00C0 to U+024F. */
function isAccented(text: Buffer, at: number): boolean {
  return text[at] >= 0xc3 && text[at] <= 0xc9 && text[at + 1] >= 0x80 && text[at + 1] < 0xc0;
}

/** The last label begins with a letter, and has two bytes at least. */
function endOfDomain(text: Buffer, start: number): number {
  let end = start;
  for (;;) {
    const byte = text[end];
    if (end < text.length && (isOf(byte, ALPHANUMERIC) || byte === DASH || byte === DOT)) end++;
    else if (isAccented(text, end)) end += 2;
    else break;
  }
  while (end > start) {
    while (end > start && (text[end - 1] === DASH || text[end - 1] === DOT)) end--;
    let dot = end - 1;
    while (dot >= start && text[dot] !== DOT) dot--;
    if (dot < start) return -1;
    const first = text[dot + 1];
    if (dot > start && end - dot > 2 && (isOf(first, UPPER | LOWER) || first >= 0x80)) return end;
    end = dot;
  }
  return -1;
}

const KEY_BYTES = 20;

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html */
const awsAccessKey: Scanner = (text, found) => {
  let from = 0;
  for (let at = text.indexOf('IA', from, 'latin1'); at >= 0; at = text.indexOf('IA', from, 'latin1')) {
    from = at + 1;
    if (at < 2 || text[at - 2] !== 0x41 || (text[at - 1] !== 0x4b && text[at - 1] !== 0x53)) continue;
    const end = endOfRun(text, at + 2, UPPER | DIGIT);
    // A key that begins later in this run would be shorter still.
    from = end;
    if (end - (at - 2) >= KEY_BYTES) found(at - 2, end);
  }
};

/** Two parts of JSON and a signature, which may be empty. */
const jwt: Scanner = (text, found) => {
  const part = (from: number) => endOfRun(text, from, ALPHANUMERIC | BASE64URL_SYMBOL);
  let from = 0;
  for (let start = text.indexOf('eyJ', from, 'latin1'); start >= 0; start = text.indexOf('eyJ', from, 'latin1')) {
    const header = part(start);
    from = header;
    if (text[header] !== DOT || text[header + 1] !== 0x65 || text[header + 2] !== 0x79 || text[header + 3] !== 0x4a) continue;
    const payload = part(header + 1);
    if (text[payload] !== DOT) continue;
    from = part(payload + 1);
    found(start, from);
  }
};

/** Four numbers up to 255, and no fifth. */
const ipv4: Scanner = (text, found) => {
  let from = 0;
  for (let dot = text.indexOf(DOT); dot >= 0; dot = text.indexOf(DOT, from)) {
    from = dot + 1;
    let start = dot;
    while (start > 0 && dot - start < 4 && isOf(text[start - 1], DIGIT)) start--;
    if (start === dot || dot - start > 3 || continuesBefore(text, start)) continue;
    const end = endOfAddress(text, start);
    if (end < 0) continue;
    found(start, end);
    from = end;
  }
};

function endOfAddress(text: Buffer, start: number): number {
  let at = start;
  for (let octet = 0; octet < 4; octet++) {
    if (octet > 0 && text[at++] !== DOT) return -1;
    let number = 0;
    let digits = 0;
    for (; digits < 4 && isOf(text[at], DIGIT); digits++) number = number * 10 + text[at++] - 0x30;
    if (digits < 1 || digits > 3 || number > 255) return -1;
  }
  return continuesAfter(text, at) ? -1 : at;
}

const LIKE_NO_WORD = 8;

/** The token of `Bearer TOKEN`, in any case: of eight characters at least, or with one that words do not have. */
const bearerToken: Scanner = (text, found) => {
  let from = 0;
  for (let at = nextB(text, 0); at >= 0; at = nextB(text, from)) {
    from = at + 1;
    if ((at > 0 && isOf(text[at - 1], WORD)) || !isEarer(text, at + 1)) continue;
    let start = at + 6;
    while (text[start] === SPACE || text[start] === TAB) start++;
    if (start === at + 6) continue;
    let end = start;
    let isLikeNoWord = false;
    for (; isOf(text[end], ALPHANUMERIC | TOKEN_SYMBOL); end++) isLikeNoWord ||= isOf(text[end], DIGIT | TOKEN_SYMBOL);
    from = start;
    if (end - start < LIKE_NO_WORD && !isLikeNoWord) continue;
    while (text[end] === EQUALS) end++;
    found(start, end);
    from = end;
  }
};

function nextB(text: Buffer, from: number): number {
  for (let at = from; at < text.length; at++) if ((text[at] | 0x20) === 0x62) return at;
  return -1;
}

function isEarer(text: Buffer, at: number): boolean {
  return (text[at] | 0x20) === 0x65 && (text[at + 1] | 0x20) === 0x61 && (text[at + 2] | 0x20) === 0x72
    && (text[at + 3] | 0x20) === 0x65 && (text[at + 4] | 0x20) === 0x72;
}

const SCANNERS: Readonly<Record<MaskBuiltInName, Scanner>> = {
  'email': email, 'payment-card': paymentCard, 'aws-access-key': awsAccessKey, 'jwt': jwt, 'ipv4': ipv4, 'bearer-token': bearerToken,
};

/** In the order of `MASK_BUILT_INS`. */
export const scanners: readonly Scanner[] = MASK_BUILT_INS.map((name) => SCANNERS[name]);
