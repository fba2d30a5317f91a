import { setTimeout as delay } from 'node:timers/promises';

const MILLISECONDS_A_ROW = 2;

/** Builds a report. A report with a few thousand rows takes longer than the timeout. */
export const handler = async ({ name = 'report', rows = 0 } = {}) => {
  console.log(`building ${name} of ${rows} rows`);
  for (let done = 0; done < rows; done += 100) {
    await delay(Math.min(100, rows - done) * MILLISECONDS_A_ROW);
    console.log(`${name}: ${Math.min(done + 100, rows)} of ${rows} rows`);
  }
  console.log(`${name} is ready`);
  return { name, rows };
};
