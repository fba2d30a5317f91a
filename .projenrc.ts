import { ReleasableCommits, awscdk, github, javascript, typescript } from 'projen';
import { configureChecks } from './projenrc/checks';
import { configureEditors } from './projenrc/editors';
import { FOLDERS } from './projenrc/folders';
import { configureMutation } from './projenrc/mutation';
import { configurePackages } from './projenrc/packages';
import { configurePrograms } from './projenrc/programs';
import { configureSimulator } from './projenrc/simulator';
import { BEFORE_BUILD, BEFORE_RELEASE, WORKFLOW_NODE_VERSION, configureWorkflows } from './projenrc/workflows';

const repository = 'github.com/cdk-kinesis-telemetry-extension/cdk-kinesis-telemetry-extension';

const project = new awscdk.AwsCdkConstructLibrary({
  name: 'cdk-kinesis-telemetry-extension',
  description: 'Stream the logs, metrics and platform events of AWS Lambda functions to Amazon Kinesis Data Streams with a Lambda extension',
  author: 'The cdk-kinesis-telemetry-extension authors',
  authorAddress: `https://${repository}`,
  authorOrganization: true,
  copyrightOwner: 'The cdk-kinesis-telemetry-extension authors',
  copyrightPeriod: '2026',
  repositoryUrl: `https://${repository}.git`,
  homepage: `https://${repository}`,
  license: 'Apache-2.0',
  keywords: ['aws-cdk', 'awscdk', 'cdk', 'lambda', 'extension', 'telemetry', 'kinesis', 'observability'],
  stability: 'stable',
  majorVersion: 1,
  defaultReleaseBranch: 'main',

  // The library is compiled and tested against its floors. docs/decisions/0001-peer-floors.md explains them.
  cdkVersion: '2.230.0',
  constructsVersion: '10.5.1',
  jsiiVersion: '~6.0.0',
  typescriptVersion: '~6.0.0',
  minNodeVersion: '20.16.0',
  packageManager: javascript.NodePackageManager.NPM,
  workflowNodeVersion: WORKFLOW_NODE_VERSION,
  // The build must not push: the author of a change commits the generated files.
  buildWorkflowOptions: { mutableBuild: false, preBuildSteps: BEFORE_BUILD, permissions: { contents: github.workflows.JobPermission.READ } },
  releaseWorkflowSetupSteps: BEFORE_RELEASE,
  releasableCommits: ReleasableCommits.featuresAndFixes(),
  jsiiReleaseVersion: '0.2.1061',

  projenrcTs: true,
  runner: typescript.TypeScriptRunner.tsx(),
  eslintOptions: {
    dirs: ['src'],
    // In devdirs, imports of development dependencies are allowed: they are bundled, or used only in the repository.
    devdirs: FOLDERS,
    commandOptions: { fix: false },
    projectService: false,
    tsconfigPath: './tsconfig.dev.json',
  },
  tsconfigDevFile: 'tsconfig.dev.json',
  tsconfigDev: {
    exclude: ['lib', 'dist', 'cdk.out', 'coverage'],
    include: ['.projenrc.ts', ...['src', ...FOLDERS].map((folder) => `${folder}/**/*.ts`)],
    compilerOptions: {
      rootDir: '.',
      types: ['node', 'jest'],
      paths: { '#host/*': ['./extension-src/host/nodejs/*'], 'cdk-kinesis-telemetry-extension': ['./src'], 'cdk-kinesis-telemetry-extension/consumer': ['./consumer-src'] },
    },
  },
  jestOptions: {
    passWithNoTests: false,
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    configFilePath: 'jest.config.json',
    jestConfig: {
      globalSetup: '<rootDir>/test/create-temporary-folder.ts',
      globalTeardown: '<rootDir>/test/remove-temporary-folder.ts',
      // Ends only tests that hang: a busy machine may take many times as long as an idle one.
      testTimeout: 600_000,
      // The default is one less than the number of processors. Two fit, because the tests mostly wait.
      maxWorkers: 2,
      collectCoverage: false,
      setupFiles: ['<rootDir>/test/quiet-sdk.ts', '<rootDir>/test/layer-of-a-release.ts', '<rootDir>/test/unchecked-manifests.ts'],
      // tools/test-latest.sh runs them, with the newest aws-cdk-lib.
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/latest/'],
      moduleNameMapper: {
        '^#host/(.*)$': '<rootDir>/extension-src/host/nodejs/$1',
        '^cdk-kinesis-telemetry-extension$': '<rootDir>/src',
        '^cdk-kinesis-telemetry-extension/consumer$': '<rootDir>/consumer-src',
      },
      collectCoverageFrom: ['src/**/*.ts', 'extension-src/**/*.ts', 'consumer-src/**/*.ts', 'simulator/**/*.ts'],
    },
  },

  devDeps: [
    '@types/node@^20',
    // Bundled into the layer (but signature-v4, which tests compare signatures with): exact versions make the build the same everywhere.
    '@aws-sdk/client-kinesis@3.1143.0',
    '@aws-sdk/credential-provider-env@3.972.84',
    '@aws-sdk/credential-provider-http@3.972.86',
    '@smithy/core@3.41.0',
    '@smithy/node-http-handler@4.14.2',
    '@smithy/signature-v4@5.7.5',
    '@smithy/undici-http-handler@3.2.4',
    'undici@7.30.2',
    're2js@2.10.0',
    'esbuild@0.28.2',
    'tsx@4.23.15',
    'fflate@0.8.3',
    'fast-check@^4',
    'cli-table3@^0.6.5',
    '@types/yauzl',
    'yauzl@3.4.0',
    'spdx-expression-parse@4.0.0',
    '@types/spdx-expression-parse@4.0.0',
  ],

  npmTrustedPublishing: true,
  publishToPypi: {
    distName: 'cdk-kinesis-telemetry-extension',
    module: 'cdk_kinesis_telemetry_extension',
    trustedPublishing: true,
  },
  publishToMaven: {
    javaPackage: 'io.github.cdk_kinesis_telemetry_extension',
    mavenGroupId: 'io.github.cdk-kinesis-telemetry-extension',
    mavenArtifactId: 'cdk-kinesis-telemetry-extension',
    mavenServerId: 'central-ossrh',
  },
  publishToGo: {
    moduleName: 'github.com/cdk-kinesis-telemetry-extension/cdk-kinesis-telemetry-extension-go',
    packageName: 'kinesistelemetryextension',
  },
  publishToNuget: {
    dotNetNamespace: 'CdkKinesisTelemetryExtension',
    packageId: 'CdkKinesisTelemetryExtension',
    trustedPublishing: true,
  },

  gitignore: ['/assets/', '/THIRD-PARTY-NOTICES.txt', 'cdk.out/', '*.tsbuildinfo', '.DS_Store'],
});

// The code works with bytes, and a literal may have several properties in one line.
project.eslint?.addRules({ 'no-bitwise': 'off', '@stylistic/object-property-newline': 'off' });

// 1.13.0 was published for some platforms only: npm would write a lock file that `npm ci` rejects.
project.package.addPackageResolutions('unrs-resolver@1.12.2');

configureEditors(project);
configurePrograms(project);
configureSimulator(project);
configureMutation(project);
configureChecks(project);
configurePackages(project);
configureWorkflows(project);

project.synth();
