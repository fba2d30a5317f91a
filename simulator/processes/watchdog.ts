import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** Keeps the list of live process groups; when its input ends, in whatever way we ended, it kills them and removes the root. */
const SCRIPT = `
groups=
while read -r what group; do
  case $what in
    add) groups="$groups $group" ;;
    remove) kept=; for g in $groups; do [ "$g" = "$group" ] || kept="$kept $g"; done; groups=$kept ;;
  esac
done
for g in $groups; do kill -9 "-$g" 2>/dev/null; done
rm -rf "$1"
`;

/**
 * Leaves no process and no folder behind even if this process is killed with SIGKILL: stopped (frozen) processes in sessions of
 * their own would otherwise stay for ever. A shell in a session of its own holds the other end of a pipe.
 */
export class Watchdog {
  private readonly shell: ChildProcess;

  constructor(root: string) {
    this.shell = spawn('/bin/sh', ['-c', SCRIPT, 'lambda-environment-watchdog', root], { detached: true, stdio: ['pipe', 'ignore', 'ignore'], env: { PATH: '/usr/bin:/bin' }, cwd: '/' });
    this.shell.on('error', () => undefined);
    this.shell.stdin?.on('error', () => undefined);
    this.shell.unref();
  }

  add(group: number): void {
    this.shell.stdin?.write(`add ${group}\n`);
  }

  remove(group: number): void {
    this.shell.stdin?.write(`remove ${group}\n`);
  }

  /** Lets it do its work now, and waits for it. */
  async end(): Promise<void> {
    if (this.shell.exitCode !== null || this.shell.pid === undefined) return;
    const ended = once(this.shell, 'exit');
    this.shell.ref();
    this.shell.stdin?.end();
    await ended;
  }
}
