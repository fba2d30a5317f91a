import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { moduleOfImport } from './modules';
import { indented } from './programs';
import type { Program } from './programs';
import { run } from '../../packages/run';

/** Compiles and vets the examples, and asks gofmt whether it would write them like that. */
export async function checkGo(programs: readonly Program[], library: string, folder: string): Promise<string> {
  const go = (...args: string[]) => run('go', args, { cwd: folder, env: { GOFLAGS: '-buildvcs=false', GOWORK: 'off' } });
  const { goPath } = moduleOfImport('cdk-kinesis-telemetry-extension')!;
  for (const program of programs) writeFileSync(join(folder, `${program.name}.go`), fileOf(program));
  const unformatted = await run('gofmt', ['-d', '.'], { cwd: folder });
  if (unformatted !== '') throw new Error(`gofmt would write examples otherwise:\n${unformatted}`);

  // The versions are those that the module asks for.
  await go('mod', 'init', 'examples');
  await go('mod', 'edit', '-require', `${goPath}@v0.0.0`, '-replace', `${goPath}@v0.0.0=${library}`);
  await go('mod', 'tidy');
  // With all errors, not the first ten.
  await go('build', '-gcflags=-e', './...');
  await go('vet', './...');
  return 'compiled and vetted by go, formatted as gofmt does';
}

/** A function, whose parameters are what the example declares. */
function fileOf({ name, imports, parameters, body }: Program): string {
  const list = parameters.map((parameter) => `${parameter.name} ${parameter.type}`).join(', ');
  const code = body === '' ? '' : `${indented(body, '\t')}\n`;
  return `package examples\n\n${imports}\nfunc ${name}(${list}) {\n${code}}\n`;
}
