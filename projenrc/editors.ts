import { JsonFile, awscdk } from 'projen';
import { FOLDERS } from './folders';

/** projen and the examples, which are copied out of the repository, have configurations of their own. */
const CONFIGURED = ['examples', 'projenrc'];

/** Editors use the nearest tsconfig.json: each folder gets one that extends the development configuration. */
export function configureEditors(project: awscdk.AwsCdkConstructLibrary): void {
  for (const folder of FOLDERS.filter((name) => !CONFIGURED.includes(name))) {
    new JsonFile(project, `${folder}/tsconfig.json`, { obj: { extends: '../tsconfig.dev.json', include: ['**/*.ts'] } });
  }
}
