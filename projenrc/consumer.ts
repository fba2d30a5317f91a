import type { awscdk } from 'projen';

/** What `cdk-kinesis-telemetry-extension/consumer` is, for CommonJS and for ES modules. */
const CONSUMER = {
  import: { types: './consumer/index.d.mts', default: './consumer/index.mjs' },
  require: { types: './consumer/index.d.ts', default: './consumer/index.js' },
};

/** The consumer module is built before anything that packs or tests it. */
export function configureConsumer(project: awscdk.AwsCdkConstructLibrary): void {
  const consumer = project.addTask('build:consumer', {
    description: 'Bundle consumer-src and write its types: consumer/',
    exec: 'tsx tools/consumer/build-consumer.ts',
  });
  project.preCompileTask.spawn(consumer);
  project.testTask.prependSpawn(consumer);

  project.package.addField('exports', {
    '.': { types: './lib/index.d.ts', default: './lib/index.js' },
    './consumer': CONSUMER,
    './package.json': './package.json',
    './.jsii': './.jsii',
  });
  project.gitignore.addPatterns('/consumer/');
  project.npmignore?.addPatterns('!/consumer/');

  // An independent implementation of the aggregated format, for tests.
  project.addDevDeps('aws-kinesis-agg@4.2.8');
  // It pins one with a known vulnerability.
  project.package.addPackageResolutions('protobufjs@7.6.6');
}
