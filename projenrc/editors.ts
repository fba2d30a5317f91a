import { JsonFile, awscdk } from 'projen';

/**
 * Editors look for the nearest tsconfig.json: one a folder, all of them the development configuration.
 * Examples have their own: they are copied out of the repository.
 */
export function configureEditors(project: awscdk.AwsCdkConstructLibrary): void {
  for (const folder of ['benchmark', 'consumer-src', 'demo', 'extension-src', 'faults', 'simulator', 'test', 'tools']) {
    const root = folder.split('/').map(() => '..').join('/');
    new JsonFile(project, `${folder}/tsconfig.json`, {
      obj: { extends: `${root}/tsconfig.dev.json`, include: ['**/*.ts'] },
    });
  }
}
