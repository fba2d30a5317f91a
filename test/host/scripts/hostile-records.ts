import '../../../extension-src/host/native/globals';
import { createScreen } from '../../../extension-src/host/native/screen';
import { examineHostileRecords } from '../hostile-cases';

const sha256 = (text: string) => Buffer.from(engine.sha256(Buffer.from(text)) as Uint8Array).toString('hex');

/** Examines hostile records on the native host. Prints a line for each. */
async function main(): Promise<void> {
  for await (const line of examineHostileRecords(createScreen, sha256)) engine.writeStdout(Buffer.from(`${line}\n`));
  engine.exit(0);
}

main().catch((error: unknown) => {
  engine.writeStdout(Buffer.from(String(error)));
  engine.exit(1);
});
