export const LINES_PER_INVOCATION = 10;
export const LINE_BYTES = 200;

/** An invocation to ask about: ten lines, then thirty milliseconds of waiting for somebody else, so that its end is in a batch of its own. */
export const INVOCATION = { print: { line: 'x'.repeat(LINE_BYTES), lines: LINES_PER_INVOCATION }, waitMs: 30 };
