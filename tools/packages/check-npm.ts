import type { Facts } from './facts';
import type { Inspection } from './inspection';

/** What else is in the npm package, tools/release/check-package.ts looks at. */
export function checkNpm(inspection: Inspection, facts: Facts): void {
  const manifest = JSON.parse(inspection.text('package.json')) as Facts;
  for (const field of ['name', 'version', 'description', 'license', 'homepage'] as const) inspection.equal(field, manifest[field], facts[field]);
  inspection.equal('repository', manifest.repository.url, facts.repository.url);
  inspection.equal('licence', /^ +Apache License$/m.exec(inspection.text('LICENSE'))?.[0].trim(), 'Apache License');
  inspection.files('README.md', '.jsii', 'THIRD-PARTY-NOTICES.txt');
  inspection.holdsLayerOnce();
}
