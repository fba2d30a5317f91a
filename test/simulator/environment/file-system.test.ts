import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { ExecutionEnvironment, nodeBinary } from '../../../simulator';
import { extractLayer } from '../../../simulator/environment/layer';
import { cleanUp, temporaryFolder } from '../support';

afterEach(cleanUp);

describe('extracting a layer', () => {
  test('rejects entries outside of the folder', async () => {
    for (const name of ['../escaped', '/escaped', 'a/../../escaped']) {
      const zip = path.join(temporaryFolder(), 'evil.zip');
      writeFileSync(zip, zipSync({ [name]: strToU8('x') }));
      const target = path.join(temporaryFolder(), 'opt');
      mkdirSync(target);
      await expect(extractLayer(zip, target)).rejects.toThrow();
      expect(readdirSync(path.dirname(target))).toEqual(['opt']);
    }
  });

  test('rejects links to the outside, and replaces links instead of following them', async () => {
    const target = temporaryFolder();
    const outside = temporaryFolder();
    const zip = path.join(temporaryFolder(), 'link.zip');
    writeFileSync(zip, zipSync({ link: [strToU8(outside), { os: 3, attrs: 0o120777 * 0x10000 }] }));
    await expect(extractLayer(zip, target)).rejects.toThrow('is outside of the folder');
    writeFileSync(path.join(outside, 'precious'), 'old');
    symlinkSync(path.join(outside, 'precious'), path.join(target, 'file'));
    writeFileSync(zip, zipSync({ file: strToU8('new') }));
    await extractLayer(zip, target);
    expect(readdirSync(outside)).toEqual(['precious']);
    expect(readFileSync(path.join(outside, 'precious'), 'utf8')).toBe('old');
  });
});

describe('creating an environment', () => {
  test('rejects an unsupported runtime', () => {
    expect(() => nodeBinary('nodejs18.x' as 'nodejs22.x')).toThrow('nodejs22.x or nodejs24.x, got "nodejs18.x"');
  });

  test('rejects a code folder that does not exist', async () => {
    await expect(ExecutionEnvironment.create({ functionName: 'f', handler: 'index.handler', runtime: 'nodejs22.x', codeDirectory: '/does/not/exist' })).rejects.toThrow('/does/not/exist');
  });

  test('names the package of a Node.js binary that is not installed', () => {
    const arch = Object.getOwnPropertyDescriptor(process, 'arch')!;
    Object.defineProperty(process, 'arch', { ...arch, value: 'riscv64' });
    try {
      expect(() => nodeBinary('nodejs22.x')).toThrow(/"node-22-linux-riscv64" is not installed.*npm ci/);
    } finally {
      Object.defineProperty(process, 'arch', arch);
    }
  });
});
