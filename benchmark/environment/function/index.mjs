// The function that every contestant accompanies. What it does stands in the event and in its variables, so that it is the same for all.
import { createHash } from 'node:crypto';
import { request } from 'node:http';

/** The function's own init: so many hashes, as loading an SDK would keep the processor busy. */
const INIT_WORK = Number(process.env.BENCHMARK_INIT_WORK ?? 0);
let digest = Buffer.alloc(64);
for (let i = 0; i < INIT_WORK; i++) digest = createHash('sha256').update(digest).digest();

/** From the process's start until the handler can be called, in milliseconds. */
const initMs = performance.now();

/** Resolves when whoever holds the gate answers. */
const passGate = (url) => new Promise((resolve, reject) => {
  request(url, (response) => response.resume().once('end', resolve)).once('error', reject).end();
});

/** Prints so many lines in each of so many steps, the steps a few milliseconds apart. */
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
