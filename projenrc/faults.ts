import { awscdk } from 'projen';

export function configureFaults(project: awscdk.AwsCdkConstructLibrary): void {
  const faults = project.addTask('faults', {
    description: 'Break everything around the extension, and check that its promises hold: --quick for minutes, without it for longer',
  });
  faults.spawn(project.tasks.tryFind('build:layer')!);
  faults.exec('tsx faults/main.ts', { receiveArgs: true });
}
