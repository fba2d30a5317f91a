import { mkdtempSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BinaryCache, keyOf } from '../../tools/host/binary-cache';

let folder: string;

beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'binaries-')); });

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('what was added is found again, as a program, also by the next process', () => {
  new BinaryCache(join(folder, 'new')).add('host', Buffer.from('binary'));
  expect(Buffer.from(new BinaryCache(join(folder, 'new')).find('host')!).toString()).toBe('binary');
  expect(statSync(join(folder, 'new/host')).mode & 0o777).toBe(0o755);
});

test('what was not added has to be built', () => {
  expect(new BinaryCache(folder).find('host')).toBeUndefined();
});

test('eight files stay: the longest unused is forgotten first', () => {
  const cache = new BinaryCache(folder);
  for (let at = 1; at <= 8; at++) {
    cache.add(`host-${at}`, Buffer.from('binary'));
    utimesSync(join(folder, `host-${at}`), at, at);
  }
  cache.find('host-1');
  cache.add('host-9', Buffer.from('binary'));
  expect(readdirSync(folder).sort()).toEqual(['host-1', 'host-3', 'host-4', 'host-5', 'host-6', 'host-7', 'host-8', 'host-9']);
});

test('another content, another order and another border between the parts give another key', () => {
  const keys = [['ab', 'c'], ['a', 'bc'], ['c', 'ab'], ['ab', 'd'], ['abc']].map((parts) => keyOf(...parts));
  expect(new Set(keys).size).toBe(keys.length);
  expect(keyOf('ab', 'c')).toBe(keys[0]);
});
