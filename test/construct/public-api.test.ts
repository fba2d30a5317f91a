import * as api from '../../src';

test('exports only the public classes', () => {
  expect(Object.keys(api).sort()).toEqual([
    'ArchivePartitioning', 'Compression', 'ExtensionHost', 'FilterRule', 'FlushStrategy', 'KeepRequests', 'KinesisTelemetryExtension', 'LogLevel',
    'MaskBuiltIn', 'OversizedEvents', 'PartitionKey', 'RecordFormat', 'SampleBy', 'SamplingOverflow', 'StreamCapacity', 'TelemetryAlarms',
    'TelemetryArchive', 'TelemetryConsumer', 'TelemetryEventType', 'TelemetryTable', 'TelemetryType', 'UndeliveredEvents',
  ]);
});
