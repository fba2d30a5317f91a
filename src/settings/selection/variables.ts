/**
 * The variables that choose what is sent. Each contains a JSON object; without them everything is sent as it is. They stand apart from the
 * code that reads them, which the extension loads only if one of them is set.
 */

/** Leaves events out by level, type and pattern. See `filter-settings.ts`. */
export const FILTER = { variable: 'KINESIS_TELEMETRY_FILTER' };

/** Replaces what must not leave the function. See `mask-settings.ts`. */
export const MASK = { variable: 'KINESIS_TELEMETRY_MASK' };

/** Keeps whole requests by their outcome, and a share of all others. See `sampling-settings.ts`. */
export const SAMPLING = { variable: 'KINESIS_TELEMETRY_SAMPLING' };
