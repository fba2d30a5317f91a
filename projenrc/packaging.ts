import { awscdk } from 'projen';

/** What the npm tarball holds: lib/, .jsii, assets/layer.zip, docs, licence, notices. */
export function configurePackaging(project: awscdk.AwsCdkConstructLibrary): void {
  for (const pattern of [
    '/extension-src/', '/consumer-src/', '/simulator/', '/demo/', '/faults/', '/benchmark/', '/examples/', '/projenrc/', '/tools/', '/.ci/',
    '/.projenrc.ts', '/CONTRIBUTING.md', '/jest.config.json', '/cdk.out/', 'tsconfig*.json', '*.tsbuildinfo',
  ]) {
    project.npmignore?.addPatterns(pattern);
  }
  project.npmignore?.addPatterns('!/assets/', '!/assets/layer.zip', '!/THIRD-PARTY-NOTICES.txt');

  project.addTask('check:package', {
    description: 'Pack the library and look at what is in the package; compile first',
    exec: 'tsx tools/release/check-package.ts',
  });
}
