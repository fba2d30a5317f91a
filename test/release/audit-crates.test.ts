import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditCrates } from '../../tools/release/audit-crates';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'audit-crates-'));
  writeFileSync(join(folder, 'Cargo.lock'), 'version = 4\n');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Audits with a cargo that does this, in a shell. */
async function auditWith(script: string): Promise<string> {
  writeFileSync(join(folder, 'cargo'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, 'cargo'), 0o755);
  return auditCrates(folder, { PATH: folder });
}

const report = (found: boolean) => JSON.stringify({ vulnerabilities: { found, count: Number(found), list: found ? [{ advisory: { id: 'RUSTSEC-2026-0001' } }] : [] } });

test('a vulnerable crate fails, with the report', async () => {
  await expect(auditWith(`echo '${report(true)}'; exit 1`)).rejects.toThrow(/the native host contains vulnerable crates:[^]*RUSTSEC-2026-0001/);
});

test('no vulnerable crate passes, and it is the lock file of the project that is checked', async () => {
  expect(await auditWith(`[ "$*" = "audit --json --file ${join(folder, 'Cargo.lock')}" ] && echo '${report(false)}'`)).toBe('no known vulnerability in the native host');
});

test.each([
  ['without cargo-audit', 'echo "error: no such command: audit" >&2; exit 101', 'error: no such command: audit'],
  ['without the database', 'echo "error: couldn\'t fetch advisory database" >&2; exit 2', 'error: couldn\'t fetch advisory database'],
])('it is reported as not covered %s', async (_what, script, said) => {
  expect(await auditWith(script)).toBe(`NOT COVERED, as cargo audit gives no report: ${said}`);
});

test('it is reported as not covered without cargo', async () => {
  expect(await auditCrates(folder, { PATH: folder })).toMatch(/^NOT COVERED, as cargo audit gives no report: cargo cannot be started/);
});
