import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { audit } from './audit';
import { bundledIn } from './bundled';
import { checkCompatibility } from './compatibility';
import { NPM, PNPM_STRICT, YARN_NODE_MODULES, YARN_PNP } from './layouts';
import type { Layout } from './layouts';
import { checkLicences } from './licences';
import { checkPackageRules } from './package-rules';
import { pack } from './packing';
import { cleanEnvironment, stopAll } from './processes';
import { ROOT, peers } from './project';
import { Report } from './report';
import { checkReproducible } from './reproducible';
import { writeSbom } from './sbom';
import { checkStrangersApp } from './strangers-app';
import { checkWorkflows } from './workflows';

const ELSEWHERE = 'the packages of the other languages: npm run package makes them, npm run test:languages uses them';

/** Looks at the package that a release would publish, before anybody else does. */
async function main(folder: string): Promise<boolean> {
  const report = new Report();
  const home = join(folder, 'home');
  mkdirSync(home);
  const env = await cleanEnvironment(home);
  const packed = await pack(ROOT, join(folder, 'packed'));
  const bundled = await bundledIn(ROOT, packed.folder);

  const app = (name: string, layout: Layout, thorough = false) =>
    report.run(`app, ${layout.name}`, () => checkStrangersApp(layout, packed.tarball, join(folder, name), env, thorough));
  // Two at a time, each with a processor; the two of yarn share a cache, so not those.
  await Promise.all([
    app('npm', NPM, true).then(() => app('yarn', YARN_NODE_MODULES)).then(() => app('pnp', YARN_PNP)),
    (async () => {
      await report.run('package rules', () => checkPackageRules(packed.tarball));
      await report.run('compatibility', () => checkCompatibility());
      await report.run('licences', () => checkLicences(bundled, packed.folder));
      await report.run('SBOM', () => writeSbom(bundled, packed, join(ROOT, 'dist', 'sbom.cdx.json')));
      await report.run('audit', () => audit(bundled.packages, peers().map(({ name, floor }) => ({ name, version: floor })), join(folder, 'audit'), env));
      await report.run('workflows', () => checkWorkflows());
      await report.run('reproducible', () => checkReproducible(packed, join(folder, 'reproducible')));
      await app('pnpm', PNPM_STRICT);
    })(),
  ]);
  await report.run('elsewhere', () => ({ covered: [], notCovered: [ELSEWHERE] }));
  return report.print();
}

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'release-')));
const clean = () => rmSync(folder, { recursive: true, force: true });
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    stopAll();
    clean();
    process.exit(1);
  });
}
main(folder)
  .then((good) => { process.exitCode = good ? 0 : 1; })
  .catch((error) => {
    console.error(error);
    process.exitCode = 1;
  })
  .finally(clean);
