import { caretRange } from './facts';
import type { Facts } from './facts';
import type { Inspection } from './inspection';

/** What Maven Central demands of a POM: https://central.sonatype.org/publish/requirements/ */
export function checkPom(inspection: Inspection, pom: string, facts: Facts): void {
  const { groupId, artifactId } = facts.jsii.targets.java.maven;
  const project = pom.slice(0, pom.indexOf('<dependencies>'));
  const element = (name: string, text = project) => new RegExp(`<${name}>\\s*([^<]*?)\\s*</${name}>`).exec(text)?.[1];

  inspection.equal('groupId', element('groupId'), groupId);
  inspection.equal('artifactId', element('artifactId'), artifactId);
  inspection.equal('version', element('version'), facts.version);
  inspection.equal('packaging', element('packaging'), 'jar');
  inspection.equal('description', element('description'), facts.description);
  inspection.equal('url', element('url'), facts.homepage);
  inspection.equal('licence', element('url', block(pom, 'license')), 'https://www.apache.org/licenses/LICENSE-2.0');
  inspection.equal('developer', element('organization', block(pom, 'developer')), facts.author.name);
  inspection.equal('scm.url', element('url', block(pom, 'scm')), facts.repository.url);
  inspection.equal('scm.connection', element('connection', block(pom, 'scm')), `scm:git:${facts.repository.url}`);
  inspection.expect(element('name') !== undefined, 'there is no name');
  for (const [peer, range] of Object.entries(facts.peerDependencies)) {
    const dependency = pom.split('<dependency>').find((text) => element('artifactId', text) === peer) ?? '';
    // jsii-pacmak writes the newest version of that day. Maven takes this as a wish: the app's own version wins.
    const version = element('version', dependency) ?? 'none';
    const { floor, nextMajor } = caretRange(range);
    inspection.expect(compare(version, floor) >= 0 && compare(version, nextMajor) < 0, `it asks for ${peer} ${version}, which is not from ${floor} to before ${nextMajor}`);
  }
}

export function checkJar(inspection: Inspection, { jsii: { targets: { java } } }: Facts): void {
  const folder = java.package.replaceAll('.', '/');
  // Names as Java has them: a class of each prop, and its builder.
  inspection.files('META-INF/MANIFEST.MF', `${folder}/KinesisTelemetryExtension.class`, `${folder}/KinesisTelemetryExtension$Builder.class`,
    `${folder}/AttachOptions$Builder.class`, `META-INF/maven/${java.maven.groupId}/${java.maven.artifactId}/pom.xml`);
}

export function checkSources(inspection: Inspection, { jsii: { targets: { java } } }: Facts): void {
  const folder = java.package.replaceAll('.', '/');
  inspection.holds('the source', inspection.text(`${folder}/KinesisTelemetryExtension.java`), `package ${java.package};`, ' attachToAll(', 'parameterPrefix(');
  inspection.expect(!inspection.text(`${folder}/package-info.java`).includes('declare const'), 'the examples of the package\'s documentation are TypeScript');
}

export function checkJavadoc(inspection: Inspection, { jsii: { targets: { java } } }: Facts): void {
  inspection.files('index.html', `${java.package.replaceAll('.', '/')}/KinesisTelemetryExtension.html`);
}

function block(pom: string, name: string): string {
  return new RegExp(`<${name}>.*?</${name}>`, 's').exec(pom)?.[0] ?? '';
}

/** Less than zero if the first version is the lower one; what is no version is lower than all. */
function compare(one: string, other: string): number {
  const [a, b] = [one, other].map((version) => /^\d+\.\d+\.\d+$/.test(version) ? version.split('.').map(Number) : [-1, 0, 0]);
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}
