import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ExampleApp } from './example-app';
import type { Language } from './language';
import { DIST, MAVEN_REPOSITORY, readManifest } from '../../tools/project';
import { endOf } from '../../tools/run';

/** Maven uses a local repository in this checkout, and ignores the user's settings. */
export const JAVA: Language = {
  name: 'java',
  label: 'Java',
  async prepare(home) {
    const { version, jsii: { targets: { java: { maven: { groupId, artifactId } } } } } = readManifest();
    // The build of the package, or an earlier run, installed an older package there.
    rmSync(join(MAVEN_REPOSITORY, ...groupId.split('.'), artifactId), { recursive: true, force: true });

    const app = new ExampleApp('java', home);
    const settings = join(home, 'settings.xml');
    writeFileSync(settings, settingsWith(pathToFileURL(join(DIST, 'java')).href));
    const empty = join(home, 'no-settings.xml');
    writeFileSync(empty, '<settings/>\n');
    // Every call of Maven in this folder reads these options, also the command in cdk.json.
    mkdirSync(join(app.folder, '.mvn'));
    writeFileSync(join(app.folder, '.mvn', 'maven.config'),
      ['--batch-mode', '-Dstyle.color=never', '--settings', settings, '--global-settings', empty, `-Dmaven.repo.local=${MAVEN_REPOSITORY}`, `-D${artifactId}.version=${version}`].join('\n'));
    await app.run('mvn', '-q', 'compile');
    return app;
  },
  async test(app) {
    const output = await app.run('mvn', 'test');
    const tests = /^.*Tests run: (\d+), Failures: 0, Errors: 0, Skipped: 0$/m.exec(output)?.[1];
    if (tests === undefined || tests === '0') throw new Error(`mvn test reports no test, or a failed or skipped one:\n${endOf(output)}`);
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
