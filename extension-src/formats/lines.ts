const LINE_FEED = 0x0a;

/** Returns the envelopes of a record, each without its line break. */
export function linesOf(data: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let start = 0, end = data.indexOf(LINE_FEED); end >= 0; start = end + 1, end = data.indexOf(LINE_FEED, start)) {
    lines.push(data.subarray(start, end));
  }
  return lines;
}
