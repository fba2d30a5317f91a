import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ExampleApp } from './example-app';
import type { Language } from './language';
import { DIST, readFacts } from '../../tools/packages/facts';
import { MAVEN_REPOSITORY } from '../../tools/packages/pacmak';
import { endOf } from '../../tools/packages/run';

/** A local repository of this checkout's own, and no settings but these. */
export const JAVA: Language = {
  name: 'java',
  label: 'Java',
  async prepare(home) {
    const { version, jsii: { targets: { java: { maven: { groupId, artifactId } } } } } = readFacts();
    // What an earlier run, or the build of the package, has left there of us.
    rmSync(join(MAVEN_REPOSITORY, ...groupId.split('.'), artifactId), { recursive: true, force: true });

    const app = new ExampleApp('java', home);
    const settings = join(home, 'settings.xml');
    writeFileSync(settings, settingsWith(pathToFileURL(join(DIST, 'java')).href));
    const empty = join(home, 'no-settings.xml');
    writeFileSync(empty, '<settings/>\n');
    // Whoever calls Maven in the folder, the app's own command among them, does it with these.
    mkdirSync(join(app.folder, '.mvn'));
    writeFileSync(join(app.folder, '.mvn', 'maven.config'),
      ['--batch-mode', '-Dstyle.color=never', '--settings', settings, '--global-settings', empty, `-Dmaven.repo.local=${MAVEN_REPOSITORY}`, `-D${artifactId}.version=${version}`].join('\n'));
    await app.run('mvn', '-q', 'compile');
    return app;
  },
  async test(app) {
    const output = await app.run('mvn', 'test');
    const tests = /^.*Tests run: (\d+), Failures: 0, Errors: 0, Skipped: 0$/m.exec(output)?.[1];
    if (tests === undefined || tests === '0') throw new Error(`mvn test says of no test that it passed:\n${endOf(output)}`);
    return [`JUnit: ${tests} tests`];
  },
  async versions(app) {
    const pom = readFileSync(join(app.folder, 'pom.xml'), 'utf8');
    const of = (name: string) => new RegExp(`<${name}.version>(.+)</${name}.version>`).exec(pom)?.[1];
    const java = /^Java version: ([^,]+)/m.exec(await app.run('mvn', '--version'))?.[1];
    return `Java ${java}, aws-cdk-lib ${of('aws-cdk-lib')}, constructs ${of('constructs')}, jsii-runtime ${/jsii-runtime<\/artifactId>\s*<version>([^<]+)/.exec(pom)?.[1]}`;
  },
};

function settingsWith(repository: string): string {
  return `<settings>
  <profiles>
    <profile>
      <id>packages</id>
      <repositories>
        <repository>
          <id>packages</id>
          <url>${repository}</url>
        </repository>
      </repositories>
    </profile>
  </profiles>
  <activeProfiles>
    <activeProfile>packages</activeProfile>
  </activeProfiles>
</settings>
`;
}
