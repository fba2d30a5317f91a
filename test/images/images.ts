import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { unzipSync, zipSync } from 'fflate';
import { debianPackage } from '../../tools/debian-package';
import type { HostTarget } from '../../tools/host/targets';

const EXTENSION = 'opt/extensions/kinesis-telemetry-extension';

/** Another image than this machine, in which the extension runs while the function runs here. */
export interface Image {
  readonly name: string;
  /** a layer whose extension enters the image */
  readonly layer: string;
  remove(): void;
}

/**
 * `FROM scratch`, and nothing but the native host, which is the extension itself. Neither a shell nor a libc is there, so it does not matter
 * which glibc or musl other images have.
 */
export function emptyImage(layer: string, { fileName }: HostTarget): Image {
  return image('scratch, with the native host as the extension', (root) => put(root, EXTENSION, filesOf(layer)[`kinesis-telemetry-extension/${fileName}`]));
}

/** The same, made by the recipe in a Dockerfile. */
export async function imageByRecipe(layer: string, dockerfile: string): Promise<Image> {
  const busybox = join(await debianPackage('busybox-static'), 'bin/busybox');
  const recipe = /^RUN ((?:.*\\\n)*.*)$/m.exec(readFileSync(dockerfile, 'utf8'))![1].replaceAll('\\\n', ' ');
  return image(`scratch, by ${basename(dirname(dockerfile))}/${basename(dockerfile)}`, (root) => {
    const stage = `${root}-telemetry`;
    withBusybox(stage, busybox, ['sh', 'uname', 'unzip', 'chmod']);
    put(stage, 'kinesis-telemetry-extension.zip', readFileSync(layer));
    execFileSync('/bin/sh', ['-c', `exec ${CHROOT} "$1" /bin/sh -c "$2"`, 'sh', stage, recipe]);
    mkdirSync(dirname(join(root, EXTENSION)), { recursive: true });
    // As COPY does, with its permissions.
    copyFileSync(join(stage, 'kinesis-telemetry-extension'), join(root, EXTENSION));
  });
}

/** The whole layer, with busybox as the only program, as in Alpine. Without a dynamic loader, its `uname` tells the architecture. */
export async function busyboxImage(layer: string): Promise<Image> {
  const busybox = join(await debianPackage('busybox-static'), 'bin/busybox');
  return image('busybox, with the layer', (root) => {
    unpack(layer, root);
    withBusybox(root, busybox, ['sh', 'uname']);
  });
}

/** The same with the dynamic loader of Alpine or of glibc, and without any program but the shell: nothing is asked but the loader's name. */
export async function loaderImage(layer: string, { machine }: HostTarget, libc: 'musl' | 'glibc'): Promise<Image> {
  const busybox = join(await debianPackage('busybox-static'), 'bin/busybox');
  const loaders = {
    musl: { x86_64: 'lib/ld-musl-x86_64.so.1', aarch64: 'lib/ld-musl-aarch64.so.1' },
    glibc: { x86_64: 'lib64/ld-linux-x86-64.so.2', aarch64: 'lib/ld-linux-aarch64.so.1' },
  };
  return image(`the loader of ${libc} and a shell, with the layer`, (root) => {
    unpack(layer, root);
    put(root, loaders[libc][machine], Buffer.alloc(0));
    withBusybox(root, busybox, ['sh']);
  });
}

/** Another architecture, emulated. The native host is started as the launcher does. */
export async function emulated(layer: string, { machine, fileName }: HostTarget): Promise<Image> {
  const qemu = join(await debianPackage('qemu-user-static'), `usr/bin/qemu-${machine}-static`);
  return image(
    `${machine} under qemu`,
    (root) => put(root, EXTENSION, filesOf(layer)[`kinesis-telemetry-extension/${fileName}`]),
    (root) => `'${qemu}' '${join(root, EXTENSION)}'`,
  );
}

function image(name: string, fill: (root: string) => void, enter = (root: string) => `${CHROOT} '${root}' /${EXTENSION}`): Image {
  const folder = mkdtempSync(join(tmpdir(), 'image-'));
  const root = join(folder, 'root');
  fill(root);
  const layer = join(folder, 'layer.zip');
  const script = Buffer.from(`#!/bin/sh\nexec ${enter(root)}\n`);
  writeFileSync(layer, zipSync({ 'extensions/kinesis-telemetry-extension': [script, { os: 3, attrs: 0o100755 * 0x10000 }] }));
  return { name, layer, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Only root may change the root; anyone else in a namespace of their own. With its path, as the extension's PATH is that of Lambda. */
const CHROOT = process.getuid?.() === 0 ? pathOf('chroot') : `${pathOf('unshare')} --map-root-user ${pathOf('chroot')}`;

function pathOf(program: string): string {
  return execFileSync('/bin/sh', ['-c', `PATH="$PATH:/usr/sbin" command -v ${program}`], { encoding: 'utf8' }).trim();
}

function filesOf(layer: string): Record<string, Uint8Array> {
  return unzipSync(readFileSync(layer));
}

function unpack(layer: string, root: string): void {
  for (const [name, content] of Object.entries(filesOf(layer))) put(root, `opt/${name}`, content);
}

function withBusybox(root: string, busybox: string, programs: readonly string[]): void {
  mkdirSync(join(root, 'bin'), { recursive: true });
  copyFileSync(busybox, join(root, 'bin/busybox'));
  for (const program of programs) symlinkSync('busybox', join(root, 'bin', program));
}

function put(root: string, name: string, content: Uint8Array): void {
  const file = join(root, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  chmodSync(file, 0o755);
}
