import { CfnResource, Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { ReadingTime } from './references';
import { renderedPropertiesOf } from '../template/rendered-properties';

/** Something that invokes functions with the records of a stream. */
export interface Reader {
  /** The ARN of the stream, or of its consumer. */
  readonly source: unknown;
  /** The properties that name the functions. */
  readonly functions: readonly unknown[];
}

/** Any destination of Firehose may have a function that transforms the records. */
const DESTINATIONS = [
  'ElasticsearchDestinationConfiguration', 'ExtendedS3DestinationConfiguration', 'HttpEndpointDestinationConfiguration', 'IcebergDestinationConfiguration',
  'RedshiftDestinationConfiguration', 'SnowflakeDestinationConfiguration', 'SplunkDestinationConfiguration', 'AmazonopensearchserviceDestinationConfiguration',
  'AmazonOpenSearchServerlessDestinationConfiguration',
];

/** The resources that invoke functions with the records of a stream, by their type. The properties are those of the L1, or of the template. */
const READERS: Readonly<Record<string, (properties: unknown, resource: CfnResource) => Reader[]>> = {
  'AWS::Lambda::EventSourceMapping': (properties) => [
    { source: property(properties, 'EventSourceArn'), functions: [property(properties, 'FunctionName')] },
  ],
  'AWS::Pipes::Pipe': (properties) => [
    { source: property(properties, 'Source'), functions: [property(properties, 'Enrichment'), property(properties, 'Target')] },
  ],
  'AWS::Serverless::Function': (properties, { ref }) => Object.values(property(properties, 'Events') ?? {})
    .map((event) => ({ source: streamOfEvent(event), functions: [ref] })),
  'AWS::KinesisFirehose::DeliveryStream': (properties) => [{
    source: property(property(properties, 'KinesisStreamSourceConfiguration'), 'KinesisStreamARN'),
    functions: DESTINATIONS.map((name) => property(properties, name)),
  }],
};

/** Whether the construct may make a function a reader of a stream. */
export function mayReadStream(construct: IConstruct): construct is CfnResource {
  return CfnResource.isCfnResource(construct) && construct.cfnResourceType in READERS;
}

/** Returns what invokes functions. At the end, the template counts, which overrides may have changed. */
export function readersIn(resource: CfnResource, time: ReadingTime): Reader[] {
  const read = READERS[resource.cfnResourceType];
  const readers = read(resource, resource);
  if (time === 'while building') return readers;
  const rendered = read(renderedPropertiesOf(resource), resource);
  if (readers.length !== rendered.length) return [...readers, ...rendered];
  const resolve = (value: unknown) => JSON.stringify(Stack.of(resource).resolve(value));
  // Only the L1 has references to other stacks: in the template they are imports.
  return readers.map(({ source, functions }, index) => ({
    source: resolve(source) === resolve(rendered[index].source) ? source : rendered[index].source,
    functions: [...functions, ...rendered[index].functions],
  }));
}

/** https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-kinesis.html */
function streamOfEvent(event: unknown): unknown {
  return property(event, 'Type') === 'Kinesis' ? property(property(event, 'Properties'), 'Stream') : undefined;
}

/** Reads a property by its name in a template, or in an L1, where it begins with a small letter and has no other capital ones in a row. */
function property(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  const properties = value as Record<string, unknown>;
  return properties[name] ?? properties[name[0].toLowerCase() + name.slice(1).replace(/ARN$/, 'Arn')];
}
