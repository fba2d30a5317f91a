import { Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { ArchivePartitioning, Compression, KinesisTelemetryExtension, RecordFormat } from '../../../src';
import { newFunction, newStack } from '../fixtures';

function warningsIn(stack: Stack, id: string): string[] {
  Template.fromStack(stack);
  return Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp(`cdk-kinesis-telemetry-extension:${id}`)).map(({ entry }) => String(entry.data));
}

describe('a function with a record format of its own', () => {
  test('is warned of beside a consumer with filters', () => {
    const stack = newStack();
    const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry', { recordFormat: RecordFormat.KPL_AGGREGATED });
    telemetry.addConsumer(newFunction(stack, 'Reader'), {
      enhancedFanOut: true, filters: [lambda.FilterCriteria.filter({ data: { type: ['function'] } })],
    });
    telemetry.attachTo(newFunction(stack, 'Same'));
    telemetry.attachTo(newFunction(stack, 'Own'), { recordFormat: RecordFormat.NDJSON });
    expect(warningsIn(stack, 'recordFormatUnreadable')).toEqual([expect.stringMatching('^Stack/Own writes records that Stack/Reader/.*its filters match only events in')]);
  });

  test('is warned of beside an archive by function', () => {
    const stack = newStack();
    const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
    telemetry.addArchive('Archive', { partitioning: ArchivePartitioning.FUNCTION_AND_DATE });
    telemetry.attachTo(newFunction(stack, 'Same'));
    telemetry.attachTo(newFunction(stack, 'Aggregated'), { recordFormat: RecordFormat.KPL_AGGREGATED });
    telemetry.attachTo(newFunction(stack, 'Own'), { compression: Compression.GZIP });
    expect(warningsIn(stack, 'recordFormatUnreadable')).toEqual([expect.stringMatching('^Stack/Own writes records that .*it partitions by the function')]);
  });

  test('is no problem beside other readers', () => {
    const stack = newStack();
    const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
    telemetry.addArchive('Archive');
    telemetry.addConsumer(newFunction(stack, 'Reader'));
    telemetry.attachTo(newFunction(stack, 'Own'), { recordFormat: RecordFormat.CLOUDWATCH_LOGS });
    expect(warningsIn(stack, 'recordFormatUnreadable')).toEqual([]);
  });
});

describe('aggregated records in a stream that ignores partition keys', () => {
  function warningsWith(recordFormat: RecordFormat | undefined, strategy: string, of: 'construct' | 'function' = 'construct') {
    const stack = newStack();
    const stream = new kinesis.Stream(stack, 'Stream', { streamMode: kinesis.StreamMode.ON_DEMAND });
    (stream.node.defaultChild as kinesis.CfnStream).addPropertyOverride('RecordDistributionStrategy', strategy);
    const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry', { stream, ...of === 'construct' && { recordFormat } });
    telemetry.attachTo(newFunction(stack, 'Fn'), of === 'function' ? { recordFormat } : undefined);
    return warningsIn(stack, 'aggregatedRecordsDropped');
  }

  test.each(['construct', 'function'] as const)('are warned of, as the KCL drops them there: format of the %s', (of) => {
    expect(warningsWith(RecordFormat.KPL_AGGREGATED, 'AUTO', of)).toEqual([expect.stringMatching('^Stack/Fn writes aggregated records to Stack/Stream, .*without an error')]);
  });

  test('are no problem with partition keys, and other formats are none at all', () => {
    expect(warningsWith(RecordFormat.KPL_AGGREGATED, 'USER_PARTITION_KEY')).toEqual([]);
    expect(warningsWith(undefined, 'AUTO')).toEqual([]);
  });
});
