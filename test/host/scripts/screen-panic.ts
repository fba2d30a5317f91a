import '../../../extension-src/host/native/globals';
import { zeroTotals } from '../../../extension-src/delivery/totals';
import { eventBytes } from '../../../extension-src/host/native/event-bytes';
import { prepareSelection } from '../../../extension-src/selection/create-selection';
import { parseMask } from '../../../src/settings/selection/mask-settings';

/** A screen of run-script panics at such an event. */
const FAULT = 'panic in the screen';

/**
 * Selects in several bodies, in one of which is an event at which the native screen panics. Prints what was passed on, the counts, and the errors:
 * a line for each body, one after so many panics that the screen is given up, and the error of a screen that panics at its start.
 */
async function main(): Promise<void> {
  const errors: string[] = [];
  let passed: string[] = [];
  const pass = (body: Buffer, start: number, end: number) => { passed.push((JSON.parse(body.toString('utf8', start, end)) as { record: string }).record); };
  const createSelection = await prepareSelection({ mask: parseMask('{"builtIns":["email"]}'), bufferMaxBytes: 1_000_000 });
  const nothing = () => undefined;
  const selection = createSelection({
    next: {
      add: pass,
      addRun: (body, positions, first, count) => { for (let i = first; i < first + count; i++) pass(body, positions[3 * i], positions[3 * i + 1]); },
    },
    totals: zeroTotals(), clock: { now: () => 0 } as never, tellsEnd: true, log: nothing, onGrown: nothing, onMuchOmitted: nothing,
    onError: ({ message }) => { errors.push(message); },
  });
  const select = (...records: readonly string[]) => {
    const body = Buffer.from(JSON.stringify(records.map((record) => ({ time: '2026-11-20T09:00:00.123Z', type: 'function', record }))));
    const { positions, count } = eventBytes.findEvents(body);
    selection.addRun(body, positions.slice(), 0, count, 'a');
    const line = JSON.stringify({ passed, masked: selection.masked, errors });
    passed = [];
    errors.length = 0;
    return line;
  };
  const lines = [
    select('ann@example.com', 'one'),
    select('ann@example.com', `${FAULT} ann@example.com`, 'two'),
    select('ann@example.com', 'three'),
  ];
  for (let i = 0; i < 10; i++) select(FAULT);
  lines.push(select('ann@example.com', 'four'));
  const early = await prepareSelection({ filter: { omitTypes: ['panic'], rules: [] } as never, bufferMaxBytes: 1_000_000 }).catch((error: unknown) => String(error));
  lines.push(JSON.stringify(early));
  engine.writeStdout(Buffer.from(`${lines.join('\n')}\n`));
  engine.exit(0);
}

main().catch((error: unknown) => {
  engine.writeStdout(Buffer.from(String(error)));
  engine.exit(1);
});
