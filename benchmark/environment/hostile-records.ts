import { seededRandom } from '../../simulator/kinesis/seeded-random';

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const DIGITS = '0123456789';

/** What a scanner looks for, again and again: nearly, or really. */
const REPEATED: Readonly<Record<string, string>> = {
  'plain words': 'the quick brown fox jumps over the lazy dog. ',
  'ats': 'a@',
  'email addresses': 'ann@example.com ',
  'domains without an end': 'a@b.c.',
  'spaced digits': '4 ',
  'card numbers': '4111 1111 1111 1111 ',
  'wrong card numbers': '4111 1111 1111 1112 ',
  'access keys': 'AKIA',
  'beginnings of a JWT': 'eyJ',
  'JWTs': 'eyJa.eyJb.',
  'ones and dots': '1.',
  'IP addresses': '10.0.0.1 ',
  'bearers': 'Bearer ',
  'bearer tokens': 'Bearer a1 ',
  'surrogate pairs': '😀',
  'ids': 'cust-123456 ',
};

/**
 * Records of about this size, as JSON in ASCII or UTF-8, that are made to take long to examine. By what they contain.
 *
 * @param bytes of each record
 */
export function hostileRecords(bytes: number): ReadonlyMap<string, string> {
  const text = (piece: string) => piece.repeat(Math.floor((bytes - 2) / Buffer.from(piece).length));
  const inQuotes = (content: string) => `"${content}"`;
  return new Map([
    ...Object.entries(REPEATED).map(([name, piece]): [string, string] => [name, inQuotes(text(piece))]),
    ['base64', inQuotes(randomText(BASE64, bytes - 2))],
    ['digits', inQuotes(randomText(DIGITS, bytes - 2))],
    ['escaped letters', inQuotes(text('\\u0041'))],
    ['escaped quotes', inQuotes(text('\\"'))],
    ['escaped backslashes', inQuotes(text('\\\\'))],
    ['quotes and backslashes', inQuotes(text('\\"\\\\'))],
    ['escaped surrogate pairs', inQuotes(text('\\ud83d\\ude00'))],
    ['escaped halves of pairs', inQuotes(text('\\ud83d'))],
    ['escaped email addresses', inQuotes(text('ann\\u0040example.com\\n'))],
    ['JSON in strings of JSON', nestedStrings(bytes)],
    ['fields in a string', inQuotes(text('\\"password\\":\\"x\\",'))],
    ['escapes in a string in a string', inQuotes(text('\\"\\\\\\"n\\\\\\":1\\",'))],
    ['brackets', '['.repeat(bytes / 2) + ']'.repeat(bytes / 2)],
    ['one long name', `{${inQuotes(randomText(BASE64, bytes - 6))}:1}`],
    ['small fields', smallFields(bytes, (index) => `"f${index}":1`)],
    ['fields to mask', smallFields(bytes, () => '"password":1')],
    ['numbers', `[${text('4111111111111111,')}1]`],
  ]);
}

function randomText(alphabet: string, length: number): string {
  const random = seededRandom(1);
  let text = '';
  for (let i = 0; i < length; i++) text += alphabet[Math.floor(random() * alphabet.length)];
  return text;
}

/** As long as it fits, JSON of JSON of JSON: each level has more backslashes than the last. */
function nestedStrings(bytes: number): string {
  let nested = '"ann@example.com"';
  for (let more = nested; more.length <= bytes; more = JSON.stringify(`a${nested}b\n`)) nested = more;
  return nested;
}

function smallFields(bytes: number, field: (index: number) => string): string {
  const fields: string[] = [];
  for (let index = 0, length = 2; ; index++) {
    const next = field(index);
    length += next.length + 1;
    if (length > bytes) return `{${fields.join(',')}}`;
    fields.push(next);
  }
}
