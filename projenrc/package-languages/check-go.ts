import { caretRange } from './facts';
import type { Facts } from './facts';
import type { Inspection } from './inspection';

/** The folder that is pushed to the Go repository, and tagged. */
export function checkGo(inspection: Inspection, facts: Facts): void {
  const { moduleName, packageName } = facts.jsii.targets.go;
  const goMod = inspection.text('go.mod');
  inspection.equal('module', /^module (.+)$/m.exec(goMod)?.[1], `${moduleName}/${packageName}`);
  for (const [name, peer] of [['aws/aws-cdk-go/awscdk/v2', 'aws-cdk-lib'], ['aws/constructs-go/constructs/v10', 'constructs']]) {
    const required = new RegExp(`^\\tgithub.com/${name} (v.+)$`, 'm').exec(goMod)?.[1];
    inspection.equal(name, required, `v${caretRange(facts.peerDependencies[peer]).floor}`);
  }
  inspection.expect(!goMod.includes('replace'), 'go.mod replaces a module');
  inspection.equal('version', inspection.text('version').trim(), facts.version);
  inspection.holds('LICENSE', inspection.text('LICENSE'), 'Apache License');
  inspection.holds('main.go', inspection.text('main.go'), facts.description, `package ${packageName}`);
  // Names as Go has them.
  inspection.holds('the extension', inspection.text('KinesisTelemetryExtension.go'), 'func NewKinesisTelemetryExtension(', ' AttachToAll(', 'func KinesisTelemetryExtension_FromParameters(');
  inspection.examplesAreTranslated(inspection.text('README.md'), 'go');
}
