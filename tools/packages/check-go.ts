import { caretRange } from './facts';
import type { Facts } from './facts';
import { GO_CDK, GO_CDK_FLOOR } from './go-module';
import type { Inspection } from './inspection';

/** The folder that is pushed to the Go repository, and tagged. */
export function checkGo(inspection: Inspection, facts: Facts): void {
  const { moduleName, packageName } = facts.jsii.targets.go;
  const goMod = inspection.text('go.mod');
  inspection.equal('module', /^module (.+)$/m.exec(goMod)?.[1], `${moduleName}/${packageName}`);
  const required = (path: string) => new RegExp(`^\\t${path} (v\\S+)$`, 'm').exec(goMod)?.[1];
  inspection.equal(GO_CDK, required(GO_CDK), GO_CDK_FLOOR);
  inspection.equal('constructs', required('github.com/aws/constructs-go/constructs/v10'), `v${caretRange(facts.peerDependencies.constructs).floor}`);
  inspection.expect(!goMod.includes('replace'), 'go.mod replaces a module');
  inspection.equal('version', inspection.text('version').trim(), facts.version);
  inspection.holds('LICENSE', inspection.text('LICENSE'), 'Apache License');
  inspection.holds('main.go', inspection.text('main.go'), facts.description, `package ${packageName}`);
  // Names as Go has them.
  inspection.holds('the extension', inspection.text('KinesisTelemetryExtension.go'), 'func NewKinesisTelemetryExtension(', ' AttachToAll(', 'func KinesisTelemetryExtension_FromParameters(');
  inspection.examplesAreTranslated(inspection.text('README.md'), 'go');
}
