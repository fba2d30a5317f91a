import { awscdk } from 'projen';

/** The layer is built before anything that reads it: compile, test, package. */
export function configureLayer(project: awscdk.AwsCdkConstructLibrary): void {
  const layer = project.addTask('build:layer', {
    description: 'Bundle the extension and write assets/layer.zip',
    exec: 'tsx tools/layer/build-layer.ts',
  });
  project.preCompileTask.spawn(layer);
  project.testTask.prependSpawn(layer);
}
