import { JsonFile } from 'projen';
import type { awscdk } from 'projen';

const CONFIG = 'stryker.config.json';

/** Stryker makes one small change to the extension at a time and checks whether a test fails. It takes too long for CI. */
export function configureMutation(project: awscdk.AwsCdkConstructLibrary): void {
  // The last major version that runs on our floor of Node.js.
  project.addDevDeps('@stryker-mutator/core@9.6.1', '@stryker-mutator/jest-runner@9.6.1');
  new JsonFile(project, CONFIG, {
    // Stryker warns of unknown keys.
    marker: false,
    obj: {
      mutate: [
        'extension-src/**/*.ts', 'consumer-src/json-bytes.ts',
        // Its wiring is tested end to end, in processes of their own; the aliases stand in for what is not bundled.
        '!extension-src/main.ts', '!extension-src/**/*.d.ts', '!extension-src/host/nodejs/kinesis/aliases/**',
      ],
      testRunner: 'jest',
      // Property tests would take an hour instead of minutes, and hide that no named test covers a mutant.
      jest: {
        configFile: 'jest.config.json',
        config: {
          testMatch: ['<rootDir>/test/extension/**/!(*.property).test.ts', '<rootDir>/test/consumer/json-bytes.test.ts'],
          reporters: [], testTimeout: 5_000,
        },
      },
      coverageAnalysis: 'perTest',
      ignoreStatic: true,
      concurrency: 1,
      timeoutMS: 3_000,
      reporters: ['progress-append-only', 'clear-text', 'json'],
      clearTextReporter: { allowColor: false, logTests: false },
      jsonReporter: { fileName: 'reports/mutation.json' },
      ignorePatterns: ['/.cache', '/lib', '/dist', '/coverage', '/cdk.out', '/reports', '/test-reports', '/benchmark', '/command-line', '/demo', '/faults'],
    },
  });
  project.addTask('mutation', {
    description: 'Make small changes to the extension and check whether its tests fail: --mutate FILE for one file',
    exec: 'stryker run',
    receiveArgs: true,
  });
  for (const pattern of [`/${CONFIG}`, '/reports/', '/.stryker-tmp/']) project.npmignore?.addPatterns(pattern);
  project.gitignore.addPatterns('/reports/', '/.stryker-tmp/');
}
