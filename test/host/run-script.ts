import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { bundleScript } from '../../tools/layer/bundle-for-native';

/**
 * Runs a script of test/host/scripts on the native host.
 *
 * @returns the lines that it has printed
 * @throws if it ends with another code than 0
 */
export async function runScript(name: string, env: Readonly<Record<string, string>>): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'host-script-'));
  try {
    const file = join(folder, `${name}.mjs`);
    const { files: [{ content }] } = await bundleScript('0.0.0', resolve(__dirname, 'scripts', `${name}.ts`));
    await writeFile(file, content);
    const program = process.env.RUN_SCRIPT;
    if (!program) throw new Error('RUN_SCRIPT must be the path of run-script: run these tests with npm run test:host');
    const child = spawn(program, [file], { env: { ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let errors = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => { output += text; });
    child.stderr.setEncoding('utf8').on('data', (text: string) => { errors += text; });
    const code = await new Promise((done, failed) => child.once('error', failed).once('close', done));
    if (code !== 0) throw new Error(`${name} ended with ${String(code)}: ${output}${errors}`);
    return output.trimEnd().split('\n');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
