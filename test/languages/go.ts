import { join } from 'node:path';
import { ExampleApp } from './example-app';
import type { Language } from './language';
import { DIST, readManifest } from '../../tools/project';
import { endOf } from '../../tools/run';

/** A `replace` in the copy's go.mod takes the module from dist/. Everything else comes from the Go proxy. */
export const GO: Language = {
  name: 'go',
  label: 'Go',
  async prepare(home) {
    const { moduleName, packageName } = readManifest().jsii.targets.go;
    const app = new ExampleApp('go', home, { GOFLAGS: '', GOWORK: 'off' });
    await app.run('go', 'mod', 'edit', '-replace', `${moduleName}/${packageName}=${join(DIST, 'go', packageName)}`);
    await app.run('go', 'mod', 'tidy');
    return app;
  },
  async test(app) {
    const unformatted = await app.run('gofmt', '-l', '.');
    if (unformatted.trim() !== '') throw new Error(`gofmt reports unformatted files: ${unformatted}`);
    await app.run('go', 'vet', './...');
    const output = await app.run('go', 'test', '-count=1', '-v', './...');
    const passed = output.match(/^--- PASS: /gm)?.length ?? 0;
    if (passed === 0 || /^\s*--- SKIP: /m.test(output)) throw new Error(`go test passed no test, or skipped one:\n${endOf(output)}`);
    return [`go test: ${passed} tests`, 'go vet', 'gofmt'];
  },
  async versions(app) {
    const [, version] = (await app.run('go', 'list', '-m', 'github.com/aws/aws-cdk-go/awscdk/v2')).trim().split(' ');
    const [, constructs] = (await app.run('go', 'list', '-m', 'github.com/aws/constructs-go/constructs/v10')).trim().split(' ');
    return `${(await app.run('go', 'env', 'GOVERSION')).trim()}, aws-cdk-go ${version}, constructs ${constructs}`;
  },
};
