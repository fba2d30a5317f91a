import { Bytes } from './bytes';
import { DamagedError } from './damaged-error';
import { gunzip, isGzip } from './gzip';
import { isSkippable, isZstd, skipFrame, unzstd } from './zstd';

/** Firehose compresses what the extension has compressed. More layers are an attack. */
const MAX_DEPTH = 4;
const MAGIC_BYTES = 4;
/** A record has 10 MiB at most, and compresses well. */
const MAX_PIECE_BYTES = 64 * 1024 * 1024;
/** Lines are given together, up to so many bytes. */
const LINES_BYTES = 256 * 1024;

const NEWLINE = 0x0a;
const NOTHING: Buffer = Buffer.alloc(0);
const AGGREGATED = Buffer.from([0xf3, 0x89, 0x9a, 0xc2]);
/** Formats that may begin behind a line. */
const BEHIND_A_LINE = [Buffer.from([NEWLINE, 0x1f, 0x8b]), Buffer.from([NEWLINE, 0x28, 0xb5, 0x2f, 0xfd])];
const SUBSCRIPTION = Buffer.from('{"messageType"');
/** Where one document ends and the next begins. In JSON, these bytes are together nowhere else, not even in a string. */
const BETWEEN_DOCUMENTS = Buffer.from('}{"');

/**
 * Yields the content of a file in pieces that a record may have been: lines, one document in the CloudWatch Logs format, or one aggregated record.
 * Each piece of lines ends with a newline. Records of all formats may lie behind each other, compressed or not, as Firehose puts them into a file.
 *
 * @throws DamagedError
 */
export async function* piecesOf(bytes: Bytes, depth = 0): AsyncGenerator<Buffer, void, undefined> {
  if (depth > MAX_DEPTH) throw new DamagedError('corrupt', `the data is compressed more than ${MAX_DEPTH} times`);
  for (;;) {
    const head = await bytes.peek(MAGIC_BYTES);
    if (head.length === 0) return;
    if (isGzip(head)) yield* piecesOf(new Bytes(gunzip(bytes)), depth + 1);
    else if (isZstd(head)) yield* piecesOf(new Bytes(unzstd(bytes)), depth + 1);
    else if (isSkippable(head)) await skipFrame(bytes);
    else if (isAggregated(head)) yield await all(bytes);
    else if ((await bytes.peek(SUBSCRIPTION.length)).subarray(0, SUBSCRIPTION.length).equals(SUBSCRIPTION)) yield await document(bytes);
    else yield await lines(bytes);
  }
}

/** Whether a piece is an aggregated record. */
export function isAggregated(head: Buffer): boolean {
  return head.subarray(0, AGGREGATED.length).equals(AGGREGATED);
}

/** An aggregated record does not tell where it ends: it is the whole of a file. Firehose takes such records apart. */
async function all(bytes: Bytes): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for (let chunk = await bytes.next(); chunk !== undefined; chunk = await bytes.next()) {
    size += chunk.length;
    if (size > MAX_PIECE_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function document(bytes: Bytes): Promise<Buffer> {
  const piece = await until(bytes, (text) => {
    const next = text.indexOf(BETWEEN_DOCUMENTS);
    const end = text.indexOf(NEWLINE);
    if (next >= 0 && (end < 0 || next < end)) return next + 1;
    return end < 0 ? -1 : end + 1;
  });
  return piece.at(-1) === NEWLINE ? piece.subarray(0, -1) : piece;
}

async function lines(bytes: Bytes): Promise<Buffer> {
  const piece = await until(bytes, (text) => {
    const end = text.lastIndexOf(NEWLINE, LINES_BYTES);
    return (end < 0 ? text.indexOf(NEWLINE) : end) + 1 || -1;
  });
  const ends = BEHIND_A_LINE.map((format) => piece.indexOf(format)).filter((end) => end >= 0);
  if (ends.length > 0) {
    const end = Math.min(...ends) + 1;
    bytes.unread(piece.subarray(end));
    return piece.subarray(0, end);
  }
  // The last line of a file that people have made.
  return piece.at(-1) === NEWLINE ? piece : Buffer.concat([piece, Buffer.from([NEWLINE])]);
}

/** Takes bytes up to the end that is found, or to the end of the file. */
async function until(bytes: Bytes, endOf: (text: Buffer) => number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  // What may be the beginning of an end, across chunks.
  let before = NOTHING;
  for (let chunk = await bytes.next(); chunk !== undefined; chunk = await bytes.next()) {
    const found = endOf(before.length === 0 ? chunk : Buffer.concat([before, chunk]));
    if (found >= 0) {
      const taken = Buffer.concat([...chunks, chunk]);
      const end = size - before.length + found;
      bytes.unread(taken.subarray(end));
      return taken.subarray(0, end);
    }
    before = Buffer.concat([before, chunk.subarray(1 - BETWEEN_DOCUMENTS.length)]).subarray(1 - BETWEEN_DOCUMENTS.length);
    chunks.push(chunk);
    size += chunk.length;
    if (size > MAX_PIECE_BYTES) throw tooLarge();
  }
  return Buffer.concat(chunks);
}

function tooLarge(): DamagedError {
  return new DamagedError('too-large', `a record has more than ${MAX_PIECE_BYTES} bytes`);
}
