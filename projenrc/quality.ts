import { awscdk } from 'projen';
import { UNLESS_COMPILED } from './already-compiled';

/** What holds the library to its word, beside the tests. Each check is a command of its own, and CI runs them all. */
export function configureQuality(project: awscdk.AwsCdkConstructLibrary): void {
  project.addDevDeps(
    // The newest that accepts our floor of aws-cdk-lib.
    'cdk-nag@2.38.2',
    '@aws-cdk/integ-tests-alpha@2.214.0-alpha.0',
    // Brings its own CDK CLI; the version says nothing about aws-cdk-lib.
    '@aws-cdk/integ-runner@2.197.10',
  );

  const layer = project.tasks.tryFind('build:layer')!;
  const check = (name: string, description: string, exec: string) => {
    const task = project.addTask(name, { description });
    task.spawn(layer, UNLESS_COMPILED);
    task.exec(exec, { receiveArgs: true });
  };
  check('check:templates', 'Lint what the compositions and the examples synthesize, with cfn-lint and the schemas of the resources',
    'tsx --tsconfig tsconfig.dev.json test/quality/check-templates.ts');
  check('check:snapshots', 'Compare the compositions with their snapshots, without AWS: --update writes them anew',
    'tsx --tsconfig tsconfig.dev.json test/integ/check-snapshots.ts');
  check('test:latest', 'Type-check and test the constructs against the newest aws-cdk-lib and constructs',
    'tsx tools/compatibility/test-latest.ts');
  check('bench:synth', 'Synthesize an app of 300 functions with us and without, by turns, and print the ratio: --runs, --memory of each function',
    'tsx --tsconfig tsconfig.dev.json benchmark/synth/main.ts');

  project.addTask('check:examples', {
    description: 'Compile the examples of README.md and of the docstrings, as jsii does it for five languages; compile first',
    exec: 'tsx tools/examples/check-examples.ts && tsx tools/examples/check-python-snippet.ts',
  });
  project.tasks.tryFind('compat')!.reset('tsx tools/compatibility/check-compat.ts', { receiveArgs: true });

  project.gitignore.addPatterns('/.cache/', 'cdk-integ.out.*', '/test/integ/*.snapshot/tree.json');
  for (const pattern of ['/.cache/', '/rosetta/', '/.compatignore']) project.npmignore?.addPatterns(pattern);
  project.gitattributes.addAttributes('/test/integ/*.snapshot/**', 'linguist-generated');
}
