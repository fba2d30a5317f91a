import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { measureSize } from '../../../benchmark/measures/size';

test('counts the bytes of JavaScript and the native hosts of a layer', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'telemetry-size-'));
  try {
    const layer = join(folder, 'layer.zip');
    const zip = zipSync({
      'extensions/kinesis-telemetry-extension': Buffer.from('#!/bin/sh'),
      'kinesis-telemetry-extension/main.cjs': Buffer.from('12345'),
      'kinesis-telemetry-extension/kinesis.cjs': Buffer.from('123'),
      'kinesis-telemetry-extension/host-x86_64': Buffer.from('binary'),
      'kinesis-telemetry-extension/host-aarch64': Buffer.from('binary'),
    });
    writeFileSync(layer, zip);
    expect(await measureSize(layer)).toEqual({ layerZipBytes: zip.length, nativeHosts: 2, bundleBytes: 8 });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
