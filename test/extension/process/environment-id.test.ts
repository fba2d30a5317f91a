import { readdirSync } from 'node:fs';
import { newEnvironmentId } from '../../../extension-src/process/environment-id';

test('every id is unique', () => {
  const ids = Array.from({ length: 50 }, newEnvironmentId);
  expect(new Set(ids).size).toBe(50);
  for (const id of ids) expect(id).toMatch(/^[0-9a-z]{16}$/);
});

test('creating an id leaves no file open', () => {
  const openFiles = () => readdirSync('/proc/self/fd').length;
  const before = openFiles();
  for (let i = 0; i < 50; i++) newEnvironmentId();
  expect(openFiles()).toBeLessThan(before + 50);
});
