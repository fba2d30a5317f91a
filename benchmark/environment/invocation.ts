export const LINES_PER_INVOCATION = 10;
export const LINE_BYTES = 200;

/** Prints ten lines and waits 30 ms, so that `platform.runtimeDone` comes in a batch of its own. */
export const INVOCATION = { print: { line: 'x'.repeat(LINE_BYTES), lines: LINES_PER_INVOCATION }, waitMs: 30 };
