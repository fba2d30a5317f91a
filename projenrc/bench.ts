import { awscdk } from 'projen';

export function configureBench(project: awscdk.AwsCdkConstructLibrary): void {
  // Draws the plots: SVG without a browser.
  project.addDevDeps('vega@6.4.0', 'vega-lite@6.5.0');
  const bench = project.addTask('bench', {
    description: 'Measure the extension beside a bare and a naive one: --quick for a minute, --write for results and plots in docs/benchmarks',
  });
  bench.spawn(project.tasks.tryFind('build:layer')!);
  bench.exec('tsx benchmark/main.ts', { receiveArgs: true });
  // Results and plots are for those who read the repository.
  project.npmignore?.addPatterns('/docs/benchmarks/', '/docs/*.svg');
  for (const file of ['*.svg', 'results.json']) project.gitattributes.addAttributes(`/docs/benchmarks/${file}`, 'linguist-generated');
}
