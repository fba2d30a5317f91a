import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeSbom } from '../../tools/release/sbom';

test('a package under a licence that is not allowed fails', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sbom-'));
  try {
    const project = { name: 'bundled', version: '0.0.0', license: 'MIT', dependencies: { copyleft: '1.0.0' } };
    writeFileSync(join(folder, 'package.json'), JSON.stringify(project));
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({
      ...project, lockfileVersion: 3, packages: { '': project, 'node_modules/copyleft': { version: '1.0.0', license: 'AGPL-3.0-only' } },
    }));
    await expect(writeSbom(folder, { crates: [], works: [] }, __filename)).rejects.toThrow(/whose licence is not one of Apache-2\.0, MIT.*"copyleft"/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('a crate under a licence that is not allowed fails', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sbom-'));
  try {
    const project = { name: 'bundled', version: '0.0.0', license: 'MIT' };
    writeFileSync(join(folder, 'package.json'), JSON.stringify(project));
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ ...project, lockfileVersion: 3, packages: { '': project } }));
    const crates = [{ name: 'copyleft', version: '1.0.0', licences: ['MIT', 'GPL-3.0-only'], folder }];
    await expect(writeSbom(folder, { crates, works: [] }, __filename)).rejects.toThrow(/whose licence is not one of Apache-2\.0, MIT.*pkg:cargo\/copyleft@1\.0\.0/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
