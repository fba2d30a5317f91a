import '../../../extension-src/host/native/globals';
import { eventBytes } from '../../../extension-src/host/native/event-bytes';
import { createScreen } from '../../../extension-src/host/native/screen';
import { ScreenCases, shownScreened } from '../screen-cases';

/** Examines the cases of a seed on the native host. Prints a line for each. */
async function main(): Promise<void> {
  const cases = new ScreenCases(Number(engine.env.SEED));
  for (let number = 0; number < Number(engine.env.CASES); number++) {
    const { filter, mask, levels, body, type } = cases.next();
    const screen = await createScreen({ filter, mask, levels });
    const { positions, count } = eventBytes.findEvents(body);
    engine.writeStdout(Buffer.from(`${shownScreened(screen.examine(body, positions, 0, count, type))}\n`));
  }
  engine.exit(0);
}

main().catch((error: unknown) => {
  engine.writeStdout(Buffer.from(String(error)));
  engine.exit(1);
});
