import { rm } from 'node:fs/promises';

/** Removes what create-temporary-folder.ts has created. */
export default async function removeTemporaryFolder(): Promise<void> {
  const { TMPDIR } = process.env;
  if (TMPDIR?.includes('telemetry-tests-')) await rm(TMPDIR, { recursive: true, force: true, maxRetries: 3 });
}
