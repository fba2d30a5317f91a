import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { CpuShare } from './cpu-share';

/** Long, because a timer can be a millisecond late. */
const PERIOD_MS = 100;

/**
 * Lets process groups run for a part of each period, and stops them for the rest. When its input ends, because its parent
 * closed it or ended, it continues them and exits.
 */
const SCRIPT = `
const [share, period] = process.argv.slice(1).map(Number);
const groups = new Set();
const all = (signal) => { for (const group of groups) try { process.kill(-group, signal); } catch { groups.delete(group); } };
let running = true;
process.stdin.on('data', (text) => {
  String(text).split('\\n').filter(Boolean).forEach((group) => groups.add(Number(group)));
  if (!running) all('SIGSTOP');
});
process.stdin.on('end', () => { all('SIGCONT'); process.exit(0); });
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
console.log('ready');
(async () => {
  for (let owed = 0;;) {
    const startedAt = performance.now();
    running = true;
    all('SIGCONT');
    await pause(Math.max(0, share * period - owed));
    running = false;
    all('SIGSTOP');
    // If they ran too long, they run shorter the next time.
    owed = performance.now() - startedAt - (share * period - owed);
    await pause(period * (1 - share));
  }
})();
`;

/** Starts a helper process that stops and continues processes. Each must be the leader of its group, and must not be stopped by others. */
export async function openDutyCycle(share: number): Promise<CpuShare> {
  const helper = spawn(process.execPath, ['-e', SCRIPT, String(share), String(PERIOD_MS)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ready = once(helper.stdout, 'data');
  helper.stdin.on('error', () => undefined);
  await ready;
  return {
    means: 'duty-cycle',
    add: (pid) => { helper.stdin.write(`${pid}\n`); },
    close: async () => {
      if (helper.exitCode !== null) return;
      const gone = once(helper, 'exit');
      helper.stdin.end();
      await gone;
    },
  };
}
