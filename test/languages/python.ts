import { readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ExampleApp } from './example-app';
import type { Language } from './language';
import { DIST, readManifest } from '../../tools/project';
import { run } from '../../tools/run';

/** Type-checked by pyright, which is stricter than mypy about the protocols that jsii generates. */
const PYRIGHT_PROBE = join(__dirname, 'attach-to.py');
const CONSTRAINTS = join(__dirname, 'python-constraints.txt');

/** A virtual environment with the wheel from dist/, and with the versions of python-constraints.txt. */
export const PYTHON: Language = {
  name: 'python',
  label: 'Python',
  async prepare(home) {
    const { version, jsii: { targets: { python: { distName } } } } = readManifest();
    const environment = join(home, 'venv');
    await run('python3', ['-m', 'venv', environment]);
    const constraints = join(home, 'constraints.txt');
    const wheel = join(DIST, 'python', `${distName.replaceAll('-', '_')}-${version}-py3-none-any.whl`);
    writeFileSync(constraints, `${readFileSync(CONSTRAINTS, 'utf8')}\n${distName} @ ${pathToFileURL(wheel).href}\n`);

    const app = new ExampleApp('python', home, {
      PATH: `${join(environment, 'bin')}${delimiter}${process.env.PATH}`,
      VIRTUAL_ENV: environment,
      // Also for the build of the app itself.
      PIP_CONSTRAINT: constraints,
    });
    await app.run('python3', '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--editable', '.[dev]');
    // Not a tool of the example.
    await app.run('python3', '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', 'pyright');
    // Checks that the installed versions match the metadata of the package.
    await app.run('python3', '-m', 'pip', 'check', '--disable-pip-version-check');
    return app;
  },
  async test(app) {
    const [tests] = await Promise.all([app.run('pytest', '--quiet'), app.run('mypy'), app.run('ruff', 'check'), app.run('ruff', 'format', '--check')]);
    await app.run('pyright', '--warnings', PYRIGHT_PROBE);
    return [`pytest: ${tests.trim().split('\n').at(-1)}`, 'mypy --strict', 'ruff', 'pyright: attach_to, add_consumer'];
  },
  async versions(app) {
    const installed = await app.run('python3', '-m', 'pip', 'list', '--format', 'freeze', '--disable-pip-version-check');
    const of = (name: string) => new RegExp(`^${name}==(.+)$`, 'm').exec(installed)?.[1];
    return `${(await app.run('python3', '--version')).trim()}, aws-cdk-lib ${of('aws-cdk-lib')}, constructs ${of('constructs')}, jsii ${of('jsii')}`;
  },
};
