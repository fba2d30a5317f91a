import { existsSync } from 'node:fs';
import { mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';

/**
 * The programs of Lambda's images on Amazon Linux that extensions and functions may rely on: the packages bash, coreutils, curl, gawk, grep and
 * sed of the minimal container image. There is no `find`, `tar`, `which` or `ps`.
 * @see https://docs.aws.amazon.com/linux/al2023/ug/minimal-container.html
 */
const PROGRAMS = [
  'awk bash curl egrep fgrep gawk getent grep sed sh',
  '[ arch b2sum base32 base64 basename basenc cat chcon chgrp chmod chown chroot cksum comm cp csplit cut date dd df dir dircolors dirname du echo',
  'env expand expr factor false fmt fold groups head hostid id install join kill link ln logname ls md5sum mkdir mkfifo mknod mktemp mv nice nl',
  'nohup nproc numfmt od paste pathchk pinky pr printenv printf ptx pwd readlink realpath rm rmdir seq sha1sum sha224sum sha256sum sha384sum',
  'sha512sum shred shuf sleep sort split stat stdbuf stty sum sync tac tail tee test timeout touch tr true truncate tsort tty uname unexpand uniq',
  'unlink users vdir wc who whoami yes',
].join(' ').split(' ');
const FOLDERS_OF_THIS_MACHINE = ['/usr/bin', '/bin', '/usr/local/bin'];

/**
 * Links those programs into a folder, which represents `/usr/bin`. So `PATH` leads to no program of this machine that Lambda's image does not have,
 * above all to no `node`.
 */
export async function linkImagePrograms(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await Promise.all(PROGRAMS.map(async (name) => {
    const found = FOLDERS_OF_THIS_MACHINE.map((from) => path.join(from, name)).find((file) => existsSync(file));
    if (found) await symlink(found, path.join(folder, name));
  }));
}
