import { Bytes } from './bytes';
import { DamagedError } from './damaged-error';
import type { Input } from './input';
import { isAggregated, piecesOf } from './pieces';
import { RecordError, decodeRecord } from '../../consumer-src';
import type { Envelope, RecordErrorCode } from '../../consumer-src';

/** Something in a file that cannot be decoded. */
export interface Undecodable {
  readonly where: string;
  readonly code: RecordErrorCode;
  readonly message: string;
}

export interface InputReader {
  readonly onEnvelopes: (envelopes: readonly Envelope[]) => void;
  readonly onUndecodable: (undecodable: Undecodable) => void;
  /** Called when an input was read to its end. `events`: how many of its events were decoded. */
  readonly onInput: (input: Input, events: number) => void;
}

const NEWLINE = 0x0a;
const SPACE = 0x20;

/**
 * Reads inputs one after the other, and decodes what is in them. What cannot be decoded is told, and reading goes on behind it.
 * Of each input, only a few records are in memory.
 *
 * @throws CommandError if an input cannot be read
 */
export async function readInputs(inputs: AsyncIterable<Input> | Iterable<Input>, reader: InputReader, stopping: AbortSignal): Promise<void> {
  for await (const input of inputs) {
    if (stopping.aborted) return;
    const bytes = new Bytes(input.open(stopping));
    let events = 0;
    try {
      for await (const piece of piecesOf(bytes)) {
        if (stopping.aborted) return;
        events += decode(piece, input.name, reader);
      }
    } catch (error) {
      if (stopping.aborted) return;
      if (!(error instanceof DamagedError)) throw error;
      reader.onUndecodable({ where: input.name, code: error.code, message: `${error.message}; the rest of it was not read` });
    } finally {
      await bytes.close();
    }
    reader.onInput(input, events);
  }
}

/** @returns the number of events */
function decode(piece: Buffer, where: string, reader: InputReader): number {
  // People put empty lines into files.
  if (piece[0] <= SPACE && piece.toString().trim() === '') return 0;
  try {
    const envelopes = decodeRecord(piece);
    reader.onEnvelopes(envelopes);
    return envelopes.length;
  } catch (error) {
    if (!(error instanceof RecordError)) throw error;
    const end = piece.indexOf(NEWLINE) + 1;
    if (isAggregated(piece) || end <= 0 || end >= piece.length) {
      reader.onUndecodable({ where, code: error.code, message: error.message });
      return 0;
    }
  }
  // The lines are read one by one: those around a damaged one are good.
  let events = 0;
  for (let start = 0; start < piece.length;) {
    const end = piece.indexOf(NEWLINE, start) + 1 || piece.length;
    events += decode(piece.subarray(start, end), where, reader);
    start = end;
  }
  return events;
}
