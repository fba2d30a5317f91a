import * as api from '../../src';

test('exports only the public classes', () => {
  expect(Object.keys(api).sort()).toEqual([
    'ArchivePartitioning', 'Compression', 'ExtensionHost', 'FlushStrategy', 'KinesisTelemetryExtension', 'OversizedEvents', 'PartitionKey', 'RecordFormat', 'StreamCapacity', 'TelemetryAlarms', 'TelemetryArchive', 'TelemetryConsumer', 'TelemetryType', 'UndeliveredEvents',
  ]);
});
