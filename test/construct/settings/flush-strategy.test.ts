import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, Lazy } from 'aws-cdk-lib';
import { FlushStrategy, KinesisTelemetryExtension, KinesisTelemetryExtensionProps } from '../../../src';
import { FLUSH_INTERVAL } from '../../../src/settings/settings';
import { newStack, variablesWith } from '../fixtures';

const STREAM_ARN = { KINESIS_TELEMETRY_STREAM_ARN: expect.anything() };

function given(props: KinesisTelemetryExtensionProps): () => void {
  return () => new KinesisTelemetryExtension(newStack(), 'Telemetry', props);
}

describe('the periodic strategy', () => {
  test.each([
    ['the shortest', Duration.millis(100), '100'],
    ['any', Duration.seconds(10), '10000'],
    ['the longest', Duration.minutes(15), '900000'],
    ['a token', Duration.millis(Lazy.number({ produce: () => 300 })), '300'],
  ])('is written with its interval: %s', (_, interval, value) => {
    expect(variablesWith({ flushStrategy: FlushStrategy.periodic(interval) })).toEqual({
      ...STREAM_ARN, KINESIS_TELEMETRY_FLUSH_STRATEGY: 'periodic', KINESIS_TELEMETRY_FLUSH_INTERVAL_MS: value,
    });
  });

  test.each([
    ['too short', Duration.millis(99), '99'],
    ['zero', Duration.millis(0), '0'],
    ['too long', Duration.millis(900_001), '900001'],
  ])('with an interval that is %s is an error that names the construct, the prop, the variable, the range and the given value', (_, interval, value) => {
    expect(given({ flushStrategy: FlushStrategy.periodic(interval) })).toThrow('Stack/Telemetry: flushStrategy.interval: '
      + `KINESIS_TELEMETRY_FLUSH_INTERVAL_MS must be a whole number of milliseconds between 100 and 900000, got "${value}"`);
  });

  test.each([
    ['not a whole number of milliseconds', Duration.millis(100.5)],
    ['a token in another unit', Duration.seconds(Lazy.number({ produce: () => 1 }))],
  ])('with an interval that is %s is an error that names the prop', (_, interval) => {
    expect(given({ flushStrategy: FlushStrategy.periodic(interval) })).toThrow(/^Stack\/Telemetry: flushStrategy\.interval: .*milli/);
  });

  test('together with dispatchInterval is an error that says which of the two to remove', () => {
    expect(given({ dispatchInterval: Duration.seconds(2), flushStrategy: FlushStrategy.periodic(Duration.millis(1500)) }))
      .toThrow('Stack/Telemetry: dispatchInterval cannot be given together with FlushStrategy.periodic, whose interval replaces it '
        + '(got 2 seconds and 1 second 500 millis). Remove dispatchInterval');
  });

  test('can be combined with dispatchThreshold', () => {
    expect(given({ dispatchThreshold: 5, flushStrategy: FlushStrategy.periodic(Duration.seconds(2)) })).not.toThrow();
  });

  test('has the checked range in its docstring', () => {
    const documentation = readFileSync(join(__dirname, '../../../src/settings/flush-strategy.ts'), 'utf8');
    expect(documentation).toContain(`from ${FLUSH_INTERVAL.min} milliseconds to ${FLUSH_INTERVAL.max / 60_000} minutes`);
  });
});

test.each([
  ['adaptive', FlushStrategy.adaptive()],
  ['end-of-invocation', FlushStrategy.endOfInvocation()],
])('the strategy %s has no interval, and can be combined with dispatchInterval', (value, flushStrategy) => {
  expect(flushStrategy.interval).toBeUndefined();
  expect(variablesWith({ dispatchInterval: Duration.seconds(2), flushStrategy })).toEqual({
    ...STREAM_ARN, KINESIS_TELEMETRY_DISPATCH_INTERVAL_MS: '2000', KINESIS_TELEMETRY_FLUSH_STRATEGY: value,
  });
});
