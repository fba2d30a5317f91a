import { NativeAbortController } from './abort';
import { createBufferClass } from './buffer';

// What Node.js has as globals, and the language has not.
Object.assign(globalThis, { Buffer: createBufferClass(engine), AbortController: NativeAbortController });
