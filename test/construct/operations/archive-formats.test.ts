import { Size } from 'aws-cdk-lib';
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import { byFunction, COMPRESSED, destinationIn, make } from './archive-setup';
import { RecordFormat } from '../../../src';

describe('with partitions by function', () => {
  test('Firehose splits the lines, reads the name of the function, and restores the line breaks', () => {
    const stack = make(byFunction);
    expect(destinationIn(stack)).toMatchObject({
      Prefix: 'telemetry/function=!{partitionKeyFromQuery:function}/date=!{timestamp:yyyy-MM-dd}/hour=!{timestamp:HH}/',
      DynamicPartitioningConfiguration: { Enabled: true },
      ProcessingConfiguration: {
        Enabled: true,
        Processors: [
          { Type: 'RecordDeAggregation', Parameters: [{ ParameterName: 'SubRecordType', ParameterValue: 'JSON' }] },
          {
            Type: 'MetadataExtraction',
            Parameters: [
              { ParameterName: 'MetadataExtractionQuery', ParameterValue: '{function: (.source | split(":") | .[6])}' },
              { ParameterName: 'JsonParsingEngine', ParameterValue: 'JQ-1.6' },
            ],
          },
          { Type: 'AppendDelimiterToRecord' },
        ],
      },
    });
  });

  test('Firehose deaggregates aggregated records, which keep their line breaks', () => {
    const { ProcessingConfiguration } = destinationIn(make(byFunction, { recordFormat: RecordFormat.KPL_AGGREGATED }));
    expect(ProcessingConfiguration?.Processors.map(({ Type }) => Type)).toEqual(['MetadataExtraction']);
  });

  test.each(COMPRESSED)('%s is an error, because Firehose cannot read it', (_, telemetryProps) => {
    expect(() => make(byFunction, telemetryProps)).toThrow(/^Stack\/Telemetry, addArchive Archive: partitioning is FUNCTION_AND_DATE, for which Firehose must read each event/);
  });

  test('records with more events than Firehose can split are an error, unless they are aggregated', () => {
    const recordSize = Size.kibibytes(500);
    expect(() => make(byFunction, { recordSize })).toThrow('recordSize must be at most 120000 bytes, got 512000');
    expect(() => make(byFunction, { recordSize, recordFormat: RecordFormat.KPL_AGGREGATED })).not.toThrow();
    expect(() => make(byFunction, { recordSize: Size.kibibytes(100) })).not.toThrow();
  });
});

describe('compressed records', () => {
  test.each(COMPRESSED)('in %s are concatenated to a valid file with a matching extension', (_, telemetryProps, extension) => {
    expect(destinationIn(make(undefined, telemetryProps))).toMatchObject({ CompressionFormat: 'UNCOMPRESSED', FileExtension: extension });
  });

  test.each(COMPRESSED)('in %s are an error together with a compression by Firehose', (_, telemetryProps) => {
    expect(() => make({ compression: firehose.Compression.GZIP }, telemetryProps)).toThrow('compression is GZIP, but the records in the stream are already compressed');
    expect(() => make({ compression: firehose.Compression.UNCOMPRESSED }, telemetryProps)).not.toThrow();
  });
});
