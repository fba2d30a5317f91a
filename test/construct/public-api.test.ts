import * as api from '../../src';

test('the package exports its public classes, and nothing that is internal', () => {
  expect(Object.keys(api).sort()).toEqual([
    'ArchivePartitioning', 'Compression', 'FlushStrategy', 'KinesisTelemetryExtension', 'OversizedEvents', 'PartitionKey', 'RecordFormat', 'StreamCapacity', 'TelemetryAlarms', 'TelemetryArchive', 'TelemetryConsumer', 'TelemetryOperations', 'TelemetryType', 'UndeliveredEvents',
  ]);
});
