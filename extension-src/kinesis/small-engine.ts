import { setFlagsFromString } from 'node:v8';

/** From this version on, V8 has a middle compiler whose code is fast enough for the little that is hot here. */
const V8_WITH_MAGLEV = 13;

/**
 * Keeps V8 from growing for work that is not worth it: compilers touch megabytes of Node's code and of memory of their own,
 * which stay resident. What was measured: docs/decisions/0005-transport.md
 *
 * Set here, not on the command line, where any of V8's flags makes Node refuse its own code cache and costs the start some 10 ms.
 */
export function keepEngineSmall(): void {
  // The young generation would double whenever a burst fills it, and never shrink.
  setFlagsFromString('--semi-space-growth-factor=1');
  // undici's parser of answers is WebAssembly: it reads a few hundred bytes a call, which no optimizing makes faster.
  setFlagsFromString('--no-wasm-tier-up');
  setFlagsFromString('--no-wasm-dynamic-tiering');
  if (Number.parseInt(process.versions.v8, 10) >= V8_WITH_MAGLEV) setFlagsFromString('--no-turbofan');
}
