import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** Reads the running process groups from its input. When the input ends, for any reason, it kills them and deletes the root folder. */
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
 * Cleans up processes and folders even if this process gets SIGKILL. Without it, frozen processes would stay stopped forever,
 * because each has its own session. The watchdog is a shell in its own session that reads from a pipe of this process.
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

  /** Cleans up now, and waits until that is done. */
  async end(): Promise<void> {
    if (this.shell.exitCode !== null || this.shell.pid === undefined) return;
    const ended = once(this.shell, 'exit');
    this.shell.ref();
    this.shell.stdin?.end();
    await ended;
  }
}
