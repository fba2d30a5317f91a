const FRAME = 0xfd2fb528;
const SKIPPABLE_FRAME = 0x184d2a50;
const DICTIONARY_ID_BYTES = [0, 1, 2, 4];
const CONTENT_SIZE_BYTES = [0, 2, 4, 8];
const RLE_BLOCK = 1;
const RESERVED_BLOCK = 3;

/**
 * Returns the Zstandard frames in the bytes, without skippable frames; undefined if a frame is truncated or followed by other
 * data. Reads headers and lengths, but not contents.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8878#section-3
 */
export function zstdFramesOf(bytes: Uint8Array): Uint8Array[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const frames: Uint8Array[] = [];
  try {
    for (let start = 0; start < bytes.length;) {
      const end = endOfFrame(view, start);
      if (end > bytes.length) return undefined;
      if (!isSkippable(view.getUint32(start, true))) frames.push(bytes.subarray(start, end));
      start = end;
    }
  } catch {
    // A read past the end.
    return undefined;
  }
  return frames;
}

function isSkippable(magic: number): boolean {
  return (magic & 0xfffffff0) === SKIPPABLE_FRAME;
}

function endOfFrame(view: DataView, start: number): number {
  const magic = view.getUint32(start, true);
  if (isSkippable(magic)) return start + 8 + view.getUint32(start + 4, true);
  if (magic !== FRAME) throw new Error('no frame');
  const descriptor = view.getUint8(start + 4);
  const singleSegment = (descriptor & 0x20) !== 0;
  const contentSize = descriptor >>> 6;
  let position = start + 5 + (singleSegment ? 0 : 1) + DICTIONARY_ID_BYTES[descriptor & 3]
    + (contentSize === 0 && singleSegment ? 1 : CONTENT_SIZE_BYTES[contentSize]);
  for (let last = false; !last;) {
    const header = view.getUint16(position, true) | view.getUint8(position + 2) << 16;
    const type = header >>> 1 & 3;
    if (type === RESERVED_BLOCK) throw new Error('no block');
    last = (header & 1) === 1;
    position += 3 + (type === RLE_BLOCK ? 1 : header >>> 3);
  }
  return position + ((descriptor & 4) === 0 ? 0 : 4);
}
