import type { Task, awscdk } from 'projen';
import { FOLDERS } from './folders';

/** For a step that builds what the task needs: .ci/run builds it once, and then runs tasks side by side. */
export const UNLESS_COMPILED = { condition: 'node -e "process.exit(process.env.ALREADY_COMPILED ? 1 : 0)"' };

/** The checks besides the tests. Each is a command of its own, and .ci/run runs them all. */
export function configureChecks(project: awscdk.AwsCdkConstructLibrary): void {
  project.addDevDeps(
    // The newest that accepts our floor of aws-cdk-lib.
    'cdk-nag@2.38.2',
    '@aws-cdk/integ-tests-alpha@2.214.0-alpha.0',
    // Brings its own CDK CLI; the version says nothing about aws-cdk-lib.
    '@aws-cdk/integ-runner@2.197.10',
    // The last major version that runs on our floor of Node.js.
    'dependency-cruiser@17.4.3',
    // They look at the report: a browser's protocol without a browser, which comes from Debian, and the rules of accessibility.
    'playwright-core@1.65.1',
    'axe-core@4.14.1',
  );

  const rooms = project.addTask('check:rooms', {
    description: 'Check that no imports go in a circle, and that each folder imports only what it may: .dependency-cruiser.cjs',
    exec: `depcruise --config .dependency-cruiser.cjs ${['src', ...FOLDERS].join(' ')}`,
  });
  configureTest(project, rooms);
  configureHostChecks(project);

  const layer = project.tasks.tryFind('build:layer')!;
  const check = (name: string, description: string, exec: string) => {
    const task = project.addTask(name, { description });
    task.spawn(layer, UNLESS_COMPILED);
    task.exec(exec, { receiveArgs: true });
  };
  check('check:images', 'Run the native host in an empty root, beside nothing but busybox, and for the other architecture under qemu',
    'tsx --tsconfig tsconfig.dev.json test/images/main.ts');
  check('check:report', 'Look at the page that report writes, in a real browser: charts, widths, light and dark, accessibility; --screenshots FOLDER keeps what was seen, --picture writes the one of the documentation',
    'tsx --tsconfig tsconfig.dev.json test/report-page/main.ts');
  check('check:templates', 'Lint the templates of the compositions and the examples with cfn-lint and the schemas of the resources',
    'tsx --tsconfig tsconfig.dev.json test/quality/check-templates.ts');
  check('check:snapshots', 'Compare the compositions with their snapshots, without AWS: --update writes them anew',
    'tsx --tsconfig tsconfig.dev.json test/integ/check-snapshots.ts');
  check('test:latest', 'Type-check and test the constructs against the newest aws-cdk-lib and constructs', 'tools/test-latest.sh');
  check('bench:synth', 'Synthesize apps with and without the library, and attach up to 5,000 functions: --runs, --memory of each function, --only ratio, growth or mixed',
    'tsx --tsconfig tsconfig.dev.json benchmark/synth/main.ts');
  check('check:emulator', 'Run the layer in AWS\'s own emulator in its Managed Instances mode: --runs of each kind, --allow so many to fail',
    'tsx --tsconfig tsconfig.dev.json test/emulator/main.ts');
  project.addTask('check:examples', {
    description: 'Compile the TypeScript examples of README.md, docs/ and the docstrings, and run the Python example of docs/consuming.md; compile first',
    steps: [{ exec: 'tsx tools/examples/check-examples.ts' }, { exec: 'tsx tools/examples/check-python.ts' }],
  });
  project.addTask('check:without-cdk', {
    description: 'Lint the SAM example, and parse the examples for Terraform and the Serverless Framework',
    exec: 'tsx tools/examples/check-without-cdk.ts',
  });
  project.addTask('check:workflows', {
    description: 'Check the GitHub workflows with actionlint',
    exec: 'go run github.com/rhysd/actionlint/cmd/actionlint@v1.7.12 -shellcheck= -pyflakes=',
  });

  project.addDevDeps(
    // The one that integ-runner brings: two would be twice as much to install.
    'aws-cdk@2.1115.1',
    // Not newer than the layer's client for Kinesis: the packages that they share with it keep their versions.
    '@aws-sdk/client-cloudformation@3.1143.0',
    '@aws-sdk/client-cloudwatch-logs@3.1142.0',
    '@aws-sdk/client-iam@3.1143.0',
    '@aws-sdk/client-lambda@3.1143.0',
    '@aws-sdk/client-s3@3.1143.0',
    '@aws-sdk/client-sqs@3.1143.0',
    '@aws-sdk/client-ssm@3.1142.0',
    '@aws-sdk/client-sts@3.1143.0',
  );
  const deploy = project.addTask('test:deploy', { description: 'Deploy the example to a local AWS (moto) with the CDK CLI, use, update and destroy it' });
  for (const step of [project.preCompileTask, project.compileTask]) deploy.spawn(step, UNLESS_COMPILED);
  deploy.exec('tsx --tsconfig tsconfig.dev.json test/deploy/main.ts', { receiveArgs: true });

  const archive = project.addTask('test:archive', {
    description: 'Run the saved queries of an archive\'s table on Trino, over the telemetry of the demo: --from a file of npm run demo -- --save, --show the results',
  });
  archive.spawn(layer, UNLESS_COMPILED);
  archive.exec('tsx --tsconfig tsconfig.dev.json test/archive/main.ts', { receiveArgs: true });

  const runtimes = project.addTask('test:runtimes', {
    description: 'Run functions in Python, Java, Go and shell on AWS\'s runtime clients, with the layer, and check the telemetry that arrives',
  });
  runtimes.spawn(layer, UNLESS_COMPILED);
  // npm test does not find these tests, because they need Python, Java with Maven, and Go.
  runtimes.exec('jest --testMatch \'<rootDir>/test/runtimes/**/*.e2e.ts\'', { receiveArgs: true });

  project.gitignore.addPatterns('/.cache/', 'cdk-integ.out.*', '/test/integ/*.snapshot/tree.json');
  project.gitattributes.addAttributes('/test/integ/*.snapshot/**', 'linguist-generated');
}

/** Checks of the sources run beside the tests, because these wait at times, and do not fill the machine at their end. */
function configureTest(project: awscdk.AwsCdkConstructLibrary, rooms: Task): void {
  // Also runs commands side by side in .ci/run. The last major version that runs on our floor of Node.js.
  project.addDevDeps('concurrently@9.2.5');
  const sources = project.addTask('check:sources', {
    description: 'Type-check, lint and check the imports between folders',
    exec: 'tsc --noEmit -p tsconfig.dev.json',
  });
  sources.spawn(project.eslint!.eslintTask);
  sources.spawn(rooms);
  // A failure ends neither: all is shown.
  project.testTask.reset('concurrently --group --prefix none --passthrough-arguments "jest --ci {@}" "projen check:sources" -- "$@"', { receiveArgs: true });
  for (const name of ['build:layer', 'build:consumer', 'build:cli']) project.testTask.prependSpawn(project.tasks.tryFind(name)!);
}

/** The checks of extension-host/, which need Rust. */
function configureHostChecks(project: awscdk.AwsCdkConstructLibrary): void {
  const cargo = (...commands: string[]) => commands.map((command) => ({ exec: `cd extension-host && cargo ${command}` }));
  const env = { CARGO_TARGET_DIR: '../.cache/host/target' };
  const test = project.addTask('test:host', {
    description: 'Test the native host: in Rust, and with the TypeScript that runs on it',
    env,
    steps: [
      ...cargo('test --quiet --locked --workspace', 'build --quiet --locked --bin run-script'),
      { exec: 'RUN_SCRIPT="$PWD/.cache/host/target/debug/run-script" jest --testMatch "<rootDir>/test/host/*.check.ts"' },
    ],
  });
  const check = project.addTask('check:host', {
    description: 'Check the format of the native host, lint it and test it',
    env,
    steps: cargo('fmt --all --check', 'clippy --quiet --locked --workspace --all-targets -- -D warnings'),
  });
  check.spawn(test);
  project.gitignore.addPatterns('/extension-host/target/');
}
