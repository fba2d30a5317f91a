import { caretRange } from './facts';
import type { Facts } from './facts';
import type { Inspection } from './inspection';

/** A wheel: https://packaging.python.org/en/latest/specifications/core-metadata/ */
export function checkWheel(inspection: Inspection, facts: Facts): void {
  const { distName, module } = facts.jsii.targets.python;
  const distInfo = `${distName.replaceAll('-', '_')}-${facts.version}.dist-info`;
  const metadata = inspection.text(`${distInfo}/METADATA`);
  checkMetadata(inspection, metadata, facts);
  // In an sdist, these come from setup.py when it is built.
  for (const [peer, range] of Object.entries(facts.peerDependencies)) {
    const { floor, nextMajor } = caretRange(range);
    inspection.holds('METADATA', metadata, `\nRequires-Dist: ${peer} <${nextMajor},>=${floor}\n`);
  }
  inspection.files(`${module}/py.typed`);
  inspection.holds(`${distInfo}/licence`, inspection.theOne(/\.dist-info\/(licenses\/)?LICENSE$/), 'Apache License');
  // Names as Python has them.
  inspection.holds('the module', inspection.text(`${module}/__init__.py`), 'def attach_to_all(', 'def from_parameters(', 'parameter_prefix: ', 'def end_of_invocation(');
}

export function checkSdist(inspection: Inspection, facts: Facts): void {
  checkMetadata(inspection, inspection.text('PKG-INFO'), facts);
  inspection.files('LICENSE', 'README.md', 'pyproject.toml', `src/${facts.jsii.targets.python.module}/py.typed`);
}

function checkMetadata(inspection: Inspection, metadata: string, facts: Facts): void {
  const [head, ...body] = metadata.split('\n\n');
  const fields = head.split('\n').map((line) => line.split(/: (.*)/));
  const valuesOf = (field: string) => fields.filter(([name]) => name === field).map(([, value]) => value);

  inspection.equal('Name', valuesOf('Name')[0], facts.jsii.targets.python.distName);
  inspection.equal('Version', valuesOf('Version')[0], facts.version);
  inspection.equal('Summary', valuesOf('Summary')[0], facts.description);
  inspection.equal('License', valuesOf('License')[0] ?? valuesOf('License-Expression')[0], facts.license);
  inspection.equal('Home-page', valuesOf('Home-page')[0], facts.homepage);
  inspection.equal('Project-URL', valuesOf('Project-URL')[0], `Source, ${facts.repository.url}`);
  inspection.equal('Author', valuesOf('Author')[0], facts.author.name);
  inspection.equal('Description-Content-Type', valuesOf('Description-Content-Type')[0], 'text/markdown');
  inspection.expect(valuesOf('Classifier').includes('Framework :: AWS CDK :: 2'), 'no classifier says that it is for AWS CDK 2');
  inspection.examplesAreTranslated(body.join('\n\n'), 'python');
}
