import { awscdk } from 'projen';
import { UNLESS_COMPILED } from './already-compiled';

/** The languages that the release workflow makes packages for, besides JavaScript. */
const BINDINGS = ['python', 'java', 'go', 'dotnet'];

/** The packages of all languages, and the examples that use them. */
export function configureLanguages(project: awscdk.AwsCdkConstructLibrary): void {
  const compile = [project.preCompileTask, project.compileTask];

  const packages = project.addTask('package:languages', {
    description: 'Make the npm, Python, Java, Go and .NET packages in dist/ and look at what is in each: --only python|java|go|dotnet for some',
  });
  for (const task of compile) packages.spawn(task, UNLESS_COMPILED);
  packages.exec('tsx tools/packages/main.ts', { receiveArgs: true });
  // projen's own task of that name makes the npm package alone where CI is set: its build workflow relies on that.
  project.package.setScript('package', 'projen package:languages');

  const test = project.addTask('test:languages', {
    description: 'Make the packages, and synthesize and test the apps of examples/ with them: --only python|java|go for one, --packaged for what dist/ holds',
  });
  for (const task of compile) test.spawn(task, UNLESS_COMPILED);
  test.exec('tsx test/languages/main.ts', { receiveArgs: true });

  // Those who read README.md and docstrings in another language find the examples in that language.
  for (const language of BINDINGS) {
    const task = project.tasks.tryFind(`package:${language}`)!;
    task.reset(`jsii-pacmak -v --target ${language} --rosetta-unknown-snippets translate${language === 'go' ? ' --code-only' : ''}`);
    if (language === 'go') task.exec('tsx tools/packages/complete-go.ts');
  }

  project.tryFindObjectFile('package.json')!.addOverride('jsii.targets.python.classifiers', ['Framework :: AWS CDK', 'Framework :: AWS CDK :: 2']);

  project.gitignore.addPatterns('__pycache__/', '*.egg-info/', '.venv/', '.mypy_cache/', '.pytest_cache/', '.ruff_cache/', '/examples/java/target/');
}
