import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { KinesisTelemetryExtension } from '../../../src';
import { newApp, newFunction, newStack } from '../fixtures';

function namesBefore(app: App, id: string): string[] {
  return app.synth({ force: true }).getStackByName(id).dependencies.map((dependency) => dependency.id).filter((name) => !name.endsWith('.assets'));
}

function stacksWithNamedStream(): { app: App; home: Stack; other: Stack } {
  const app = newApp();
  const [home, other] = ['Home', 'Other'].map((id) => newStack({}, app, id));
  new KinesisTelemetryExtension(home, 'Telemetry', { streamName: 'telemetry' }).attachTo(newFunction(other));
  return { app, home, other };
}

test('a stream with a name is deployed before the functions of other stacks, in each synth', () => {
  const { app } = stacksWithNamedStream();
  for (const _ of ['first', 'second']) expect(namesBefore(app, 'Other')).toEqual(['Home']);
});

test('a stream with a name is deployed after the functions of a stack that its own stack needs, also by way of a third stack', () => {
  const { app, home, other } = stacksWithNamedStream();
  const third = newStack({}, app, 'Third');
  third.addDependency(other);
  new CfnOutput(home, 'Output', { value: newFunction(third).functionName });
  expect(namesBefore(app, 'Other')).toEqual([]);
  expect(namesBefore(app, 'Home')).toEqual(['Third']);
});

test('a stack that only the stream needs to be deployed after has no other dependency', () => {
  const app = newApp();
  newStack({}, app, 'Alone');
  new KinesisTelemetryExtension(newStack({}, app, 'Home'), 'Telemetry', { streamName: 'telemetry' });
  expect([namesBefore(app, 'Alone'), namesBefore(app, 'Home')]).toEqual([[], []]);
});
