// The function of the benchmark, the same for every extension. The event and the environment variables say what it does.
import { createHash } from 'node:crypto';
import { request } from 'node:http';

/** The number of hashes in the function's init. They use CPU time, as loading an SDK does. */
const INIT_WORK = Number(process.env.BENCHMARK_INIT_WORK ?? 0);
let digest = Buffer.alloc(64);
for (let i = 0; i < INIT_WORK; i++) digest = createHash('sha256').update(digest).digest();

/** The time from the start of the process until the handler is ready, in milliseconds. */
const initMs = performance.now();

/** Resolves when the gate is opened. */
const passGate = (url) => new Promise((resolve, reject) => {
  request(url, (response) => response.resume().once('end', resolve)).once('error', reject).end();
});

/** Prints `lines` lines in each of `steps` steps, which begin `stepMs` apart. Returns the duration in milliseconds. */
async function print({ line, lines, steps = 1, stepMs = 0 }) {
  const startedAt = performance.now();
  for (let step = 1; step <= steps; step++) {
    for (let i = 0; i < lines; i++) console.log(line);
    const wait = startedAt + step * stepMs - performance.now();
    if (step < steps && wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
  }
  return performance.now() - startedAt;
}

export const handler = async (event) => {
  const printMs = event.print ? await print(event.print) : 0;
  if (event.gate) await passGate(event.gate);
  if (event.waitMs) await new Promise((resolve) => setTimeout(resolve, event.waitMs));
  return { initMs, printMs };
};
