import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkApps } from './apps';
import { audit } from './audit';
import { auditCrates } from './audit-crates';
import { writeBundledProject } from './bundled-project';
import { checkContents } from './contents';
import { pack } from './pack';
import { checkReproducible } from './reproducible';
import { writeSbom } from './sbom';
import { bundleCli } from '../cli/bundle-cli';
import { CRATE } from '../host/toolchain';
import { hostsIn } from '../layer/hosts-in';
import { buildLayer } from '../layer/layer-zip';
import { partsOf } from '../layer/third-party-notices';
import type { BundledPackage } from '../layer/third-party-notices';
import { LAYER, ROOT, readManifest } from '../project';
import { run } from '../run';

/** Checks the npm package that a release would publish, as its users get it. */
async function main(folder: string): Promise<void> {
  const packed = await pack(ROOT, join(folder, 'packed'));
  const { tarball } = packed;
  const { parts } = await buildLayer(ROOT, hostsIn(LAYER));
  const bundled = writeBundledProject(await allPackages(parts.packages), folder);
  // Two at a time: the apps mostly wait for registries.
  const outcomes = await Promise.all([
    checked('apps', () => checkApps(tarball, folder)),
    inTurn([
      () => checked('contents', () => checkContents(packed)),
      () => checked('publint', () => tool('publint', tarball, '--strict', '--level', 'warning')),
      // .jsii is data for jsii's tools: nobody imports it.
      () => checked('arethetypeswrong', () => tool('attw', tarball, '--exclude-entrypoints', './.jsii', '--format', 'ascii')),
      () => checked('SBOM', () => writeSbom(bundled, parts, tarball)),
      () => checked('npm audit', () => audit(bundled)),
      () => checked('cargo audit', () => auditCrates(CRATE)),
      () => checked('reproducible', () => checkReproducible(packed, join(folder, 'reproducible'))),
    ]),
  ]);
  process.exitCode = outcomes.flat().every(Boolean) ? 0 : 1;
}

/** The packages of the layer and those of the command line, each once. */
async function allPackages(ofLayer: readonly BundledPackage[]): Promise<BundledPackage[]> {
  const { metafile } = await bundleCli(readManifest().version);
  return [...new Map([...ofLayer, ...partsOf([metafile], [], ROOT).packages].map((bundled) => [bundled.folder, bundled])).values()];
}

/** @returns nothing of what the tool prints: its output is of interest when it fails */
async function tool(name: string, ...args: readonly string[]): Promise<string> {
  await run(join(ROOT, 'node_modules/.bin', name), args);
  return 'no problems';
}

/** A failure does not keep the other checks from running. @returns whether the check passed */
async function checked(name: string, check: () => string | Promise<string>): Promise<boolean> {
  const start = Date.now();
  const seconds = () => `${((Date.now() - start) / 1000).toFixed(1)} s`;
  try {
    const said = await check();
    console.log(`${name} (${seconds()}): ${said.trim()}`);
    return true;
  } catch (error) {
    console.error(`${name} (${seconds()}) FAILED: ${(error as Error).message}`);
    return false;
  }
}

async function inTurn(checks: ReadonlyArray<() => Promise<boolean>>): Promise<boolean[]> {
  const passed: boolean[] = [];
  for (const check of checks) passed.push(await check());
  return passed;
}

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'release-')));
main(folder)
  .catch((error) => {
    console.error(error);
    process.exitCode = 1;
  })
  .finally(() => rmSync(folder, { recursive: true, force: true }));
