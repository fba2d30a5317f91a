import { awscdk } from 'projen';

export function configureDemo(project: awscdk.AwsCdkConstructLibrary): void {
  const demo = project.addTask('demo', {
    description: 'Real handlers, the real layer, an embedded Kinesis: see telemetry arrive',
  });
  demo.spawn(project.tasks.tryFind('build:layer')!);
  // the example's consumer is bundled with it
  demo.spawn(project.tasks.tryFind('build:consumer')!);
  demo.exec('tsx demo/main.ts', { receiveArgs: true });
}
