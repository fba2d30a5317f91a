import { setFlagsFromString } from 'node:v8';

/** From this version on, V8 has a mid-tier compiler whose code is fast enough for the extension. */
const V8_WITH_MAGLEV = 13;

/**
 * Keeps V8's resident memory small. Its optimizing compilers touch megabytes of Node's code and of their own memory, which stay
 * resident. Measurements: docs/decisions/0005-transport.md
 *
 * The flags are set here because a V8 flag on the command line makes Node reject its code cache, which costs about 10 ms at start.
 */
export function keepEngineSmall(): void {
  // By default the young generation doubles whenever a burst fills it, and never shrinks.
  setFlagsFromString('--semi-space-growth-factor=1');
  // undici's response parser is WebAssembly. It reads a few hundred bytes per call, too few for optimization to pay off.
  setFlagsFromString('--no-wasm-tier-up');
  setFlagsFromString('--no-wasm-dynamic-tiering');
  if (Number.parseInt(process.versions.v8, 10) >= V8_WITH_MAGLEV) setFlagsFromString('--no-turbofan');
}
