import type { awscdk } from 'projen';
import { UNLESS_COMPILED } from './checks';

/** The layer, the consumer module and the command line, which are built before anything that reads them, and the programs that run with them. */
export function configurePrograms(project: awscdk.AwsCdkConstructLibrary): void {
  const layer = project.addTask('build:layer', {
    description: 'Bundle the extension, build the native host and write assets/layer.zip: --all for both architectures, --none without the native host',
    exec: 'tsx tools/layer/build-layer.ts',
    receiveArgs: true,
  });
  const consumer = project.addTask('build:consumer', {
    description: 'Bundle consumer-src and write its types: consumer/',
    exec: 'tsx tools/consumer/build-consumer.ts',
  });
  const cli = project.addTask('build:cli', {
    description: 'Bundle cli-src with its parts of the AWS SDK: cli/',
    exec: 'tsx tools/cli/build-cli.ts',
  });
  // Bundled into the command line: exact versions make the build the same everywhere. The clients are with those of the layer and of the checks.
  // With them: vega and vega-lite (below), which draw the charts of a report, and client-s3 (checks.ts).
  project.addDevDeps('@aws-sdk/credential-provider-node@3.972.97', 'picocolors@1.1.1');
  for (const task of [layer, consumer, cli]) project.preCompileTask.spawn(task);

  const demo = project.addTask('demo', { description: 'Run real handlers with the real layer and an embedded Kinesis, and show the telemetry that arrives' });
  demo.spawn(layer, UNLESS_COMPILED);
  // The example's consumer is bundled with it.
  demo.spawn(consumer, UNLESS_COMPILED);
  // The last line of the demo is a command.
  demo.spawn(cli, UNLESS_COMPILED);
  demo.exec('tsx demo/main.ts', { receiveArgs: true });

  const faults = project.addTask('faults', { description: 'Break everything around the extension and check its promises: --quick for the short form' });
  faults.spawn(layer, UNLESS_COMPILED);
  faults.exec('tsx faults/main.ts', { receiveArgs: true });

  const bench = project.addTask('bench', {
    description: 'Measure the extension on each host beside a bare one, a naive one and one in Go: --quick for the short form, --write for results and plots in docs/benchmarks',
  });
  bench.spawn(layer, UNLESS_COMPILED);
  bench.exec('tsx benchmark/main.ts', { receiveArgs: true });
  // They draw the plots, as SVG without a browser.
  project.addDevDeps('vega@6.4.0', 'vega-lite@6.5.0');

  // An independent implementation of the aggregated format, for tests. It pins a protobufjs with a known vulnerability.
  project.addDevDeps('aws-kinesis-agg@4.2.8');
  project.package.addPackageResolutions('protobufjs@7.6.6');
  for (const file of ['*.svg', 'results.json']) project.gitattributes.addAttributes(`/docs/benchmarks/${file}`, 'linguist-generated');
}
