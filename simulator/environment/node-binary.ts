import { existsSync } from 'node:fs';
import path from 'node:path';
import { LambdaRuntime } from '../model/runtime';

function findUpwards(from: string, relative: string): string | undefined {
  const candidate = path.join(from, 'node_modules', relative);
  if (existsSync(candidate)) return candidate;
  const parent = path.dirname(from);
  return parent === from ? undefined : findUpwards(parent, relative);
}

/**
 * Returns the path of the Node.js binary of a runtime. Extensions and functions run on it, not on the Node.js that runs the simulator.
 * @throws if its package is not installed
 */
export function nodeBinary(runtime: LambdaRuntime): string {
  const major = /^nodejs(\d+)\.x$/.exec(runtime)?.[1];
  if (major !== '22' && major !== '24') {
    throw new Error(`The runtime must be nodejs22.x or nodejs24.x, got "${String(runtime)}"`);
  }
  const name = `node-${major}-linux-${process.arch}`;
  const found = findUpwards(__dirname, path.join(name, 'bin', 'node'));
  if (!found) {
    throw new Error(`The Node.js binary for ${runtime} is missing: package "${name}" is not installed. `
      + `Run "npm ci" (without --omit=optional) on Linux x64 or arm64; this machine is ${process.platform} ${process.arch}.`);
  }
  return found;
}
