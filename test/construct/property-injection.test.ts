import { Duration, IPropertyInjector, PropertyInjectors } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { newApp, newFunction, newStack } from './fixtures';
import {
  KinesisTelemetryExtension, KinesisTelemetryExtensionProps, TelemetryAlarms, TelemetryAlarmsProps, TelemetryArchive, TelemetryArchiveProps,
  TelemetryConsumer, TelemetryConsumerProps,
} from '../../src';

/** An injector whose props are defaults. */
function defaultsOf(constructUniqueId: string, defaults: object): IPropertyInjector {
  return { constructUniqueId, inject: (props: object) => ({ ...defaults, ...props }) };
}

test('an injector of the app has its way with the props of the extension, unless it is overruled', () => {
  const app = newApp();
  const defaults: KinesisTelemetryExtensionProps = { streamRetention: Duration.days(7), streamName: 'ours' };
  PropertyInjectors.of(app).add(defaultsOf(KinesisTelemetryExtension.PROPERTY_INJECTION_ID, defaults));
  const stack = newStack({}, app);
  new KinesisTelemetryExtension(stack, 'Telemetry', { streamName: 'mine' });
  Template.fromStack(stack).hasResourceProperties('AWS::Kinesis::Stream', { RetentionPeriodHours: 168, Name: 'mine' });
});

test('the injector of the nearest scope is used, also beside injectors of other classes', () => {
  const app = newApp();
  const id = KinesisTelemetryExtension.PROPERTY_INJECTION_ID;
  PropertyInjectors.of(app).add(defaultsOf(id, { streamName: 'far' }));
  const stack = newStack({}, app);
  PropertyInjectors.of(stack).add(defaultsOf('another', { streamName: 'wrong' }));
  new KinesisTelemetryExtension(stack, 'One', { parameterPrefix: '/one' });
  PropertyInjectors.of(stack).add(defaultsOf(id, { streamName: 'near' }));
  new KinesisTelemetryExtension(stack, 'Two');
  const names = Object.values(Template.fromStack(stack).findResources('AWS::Kinesis::Stream')).map(({ Properties }) => (Properties as { Name: string }).Name);
  expect(names).toEqual(['far', 'near']);
});

test('an injector has its way with consumers, archives and alarms', () => {
  const app = newApp();
  const stack = newStack({}, app);
  const consumer: TelemetryConsumerProps = { batchSize: 7 };
  const archive: TelemetryArchiveProps = { prefix: 'ours/' };
  const alarms: TelemetryAlarmsProps = { lostEvents: { threshold: 7 } };
  PropertyInjectors.of(app).add(
    defaultsOf(TelemetryConsumer.PROPERTY_INJECTION_ID, consumer), defaultsOf(TelemetryArchive.PROPERTY_INJECTION_ID, archive),
    defaultsOf(TelemetryAlarms.PROPERTY_INJECTION_ID, alarms),
  );
  const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
  telemetry.addConsumer(newFunction(stack, 'Reader'));
  telemetry.addAlarms();
  expect(telemetry.addArchive('Archive').prefix).toBe('ours/');
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::Lambda::EventSourceMapping', { BatchSize: 7 });
  template.hasResourceProperties('AWS::CloudWatch::Alarm', { Threshold: 7 });
});

test('without injectors, none are added to the scopes', () => {
  const stack = newStack();
  new KinesisTelemetryExtension(stack, 'Telemetry');
  expect(PropertyInjectors.hasPropertyInjectors(stack)).toBe(false);
});
