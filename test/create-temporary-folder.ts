import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Gives a run of the tests a temporary folder of its own: each synthesis leaves a copy of the layer in it, gigabytes in all. */
export default function createTemporaryFolder(): void {
  process.env.TMPDIR = mkdtempSync(join(tmpdir(), 'telemetry-tests-'));
}
