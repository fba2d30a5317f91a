import { awscdk } from 'projen';

export function configureDemo(project: awscdk.AwsCdkConstructLibrary): void {
  const demo = project.addTask('demo', {
    description: 'Real handlers, the real layer, an embedded Kinesis: see telemetry arrive',
  });
  demo.spawn(project.tasks.tryFind('build:layer')!);
  demo.exec('tsx demo/main.ts', { receiveArgs: true });
}
