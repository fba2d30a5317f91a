import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';
import { debianPackageWithDependencies } from '../../tools/debian-package';

/** Starts the Chromium of Debian, without a window. The caller closes it. */
export async function startBrowser(): Promise<Browser> {
  const root = await debianPackageWithDependencies('chromium-headless-shell');
  return chromium.launch({
    executablePath: join(root, 'usr/lib/chromium/chromium-headless-shell'),
    env: { ...process.env, LD_LIBRARY_PATH: librariesIn(join(root, 'usr/lib')).join(':') },
    // Root, as in a container, may not make the namespaces of its sandbox. The pages are ours.
    chromiumSandbox: false,
    args: ['--disable-gpu'],
  });
}

/** Some libraries find their parts in folders of their own when they are installed. */
function librariesIn(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(({ name }) => /\.so(\.|$)/.test(name));
  return [...new Set(files.map((file) => file.parentPath))];
}
