import type { awscdk } from 'projen';
import { UNLESS_COMPILED } from './checks';
import { FOLDERS } from './folders';

/** What the npm package does not contain, besides the folders with TypeScript. */
const NOT_PACKED = [
  '/rosetta/', '/extension-host/', '/.ci/', '/.cache/', '/docs/benchmarks/', '/docs/*.svg', '/docs/*.png', '/.projenrc.ts', '/.dependency-cruiser.cjs', '/.compatignore', '/CONTRIBUTING.md', '/jest.config.json',
  '/cdk.out/', 'tsconfig*.json', '*.tsbuildinfo',
];

/** The packages of all languages: what they contain, how they are made, and how they are checked. */
export function configurePackages(project: awscdk.AwsCdkConstructLibrary): void {
  project.npmignore?.addPatterns(...FOLDERS.map((folder) => `/${folder}/`), ...NOT_PACKED, '!/consumer/', '!/cli/', '!/assets/', '!/assets/layer.zip', '!/THIRD-PARTY-NOTICES.txt');
  project.gitignore.addPatterns('/consumer/', '/cli/', '__pycache__/', '*.egg-info/', '.venv/', '.mypy_cache/', '.pytest_cache/', '.ruff_cache/', '/examples/java/target/', '/examples/runtimes/java/target/');

  project.addBins({ 'cdk-kinesis-telemetry-extension': 'cli/main.mjs' });
  // Without it, Node.js has to detect the type of module.
  project.package.addField('type', 'commonjs');
  project.package.addField('exports', {
    '.': { types: './lib/index.d.ts', default: './lib/index.js' },
    './consumer': {
      import: { types: './consumer/index.d.mts', default: './consumer/index.mjs' },
      require: { types: './consumer/index.d.ts', default: './consumer/index.js' },
    },
    './package.json': './package.json',
    './.jsii': './.jsii',
  });
  project.tryFindObjectFile('package.json')!.addOverride('jsii.targets.python.classifiers', ['Framework :: AWS CDK', 'Framework :: AWS CDK :: 2']);

  // The README and docstrings of each package show the examples in its language.
  for (const language of ['python', 'java', 'go', 'dotnet']) {
    project.tasks.tryFind(`package:${language}`)!.reset(`jsii-pacmak -v --target ${language} --rosetta-unknown-snippets translate${language === 'go' ? ' --code-only' : ''}`);
  }
  project.tasks.tryFind('package:go')!.exec('tools/packages/complete-go.sh');

  const withLibrary = (name: string, description: string, exec: string) => {
    const task = project.addTask(name, { description });
    for (const step of [project.preCompileTask, project.compileTask]) task.spawn(step, UNLESS_COMPILED);
    task.exec(exec, { receiveArgs: true });
  };
  withLibrary('package:languages', 'Make the npm, Python, Java, Go and .NET packages in dist/ and check them: --only python|java|go|dotnet for some',
    'tsx tools/packages/main.ts');
  withLibrary('test:languages', 'Make the packages, and synthesize and test the apps of examples/ with them: --only python|java|go for one, --packaged for those in dist/',
    'tsx test/languages/main.ts');
  // projen's own task of that name makes the npm package alone where CI is set: its build workflow relies on that.
  project.package.setScript('package', 'projen package:languages');

  project.addDevDeps(
    'publint@0.3.25',
    '@arethetypeswrong/cli@0.18.5',
    // The last line of pnpm that runs on our floor of Node.js.
    'pnpm@10.34.8',
    '@yarnpkg/cli-dist@4.18.1',
  );
  const check = project.addTask('release:check', {
    description: 'Pack the npm package and check it as its users get it: contents, installs, types, licences, SBOM, reproducibility; compile first',
    exec: 'tsx tools/release/main.ts',
  });
  // A release is checked with its version, which package.json has only while the release is built.
  project.packageTask.spawn(check, { condition: 'node -e "if (!process.env.RELEASE) process.exit(1)"' });
}
