import { awscdk } from 'projen';

export function configureBench(project: awscdk.AwsCdkConstructLibrary): void {
  const bench = project.addTask('bench', {
    description: 'Measure the extension beside a bare and a naive one: --quick for a minute, without it for five',
  });
  bench.spawn(project.tasks.tryFind('build:layer')!);
  bench.exec('tsx benchmark/main.ts', { receiveArgs: true });
}
