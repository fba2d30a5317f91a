import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { KinesisTelemetryExtension, KinesisTelemetryExtensionProps, TelemetryArchiveProps, TelemetryTableProps } from '../../src';

export const BUCKET = 'archive';
export const ACCOUNT = '123456789012';
export const REGION = 'eu-west-1';

/** What CloudFormation would create of an archive and its table. */
export interface ArchiveTemplate {
  readonly destination: Destination;
  readonly database: string;
  /** `TableInput` of Glue's API: the properties in the template are the same. */
  readonly tables: readonly object[];
  /** The texts of the saved queries by name. */
  readonly queries: ReadonlyMap<string, string>;
}

/** The part of a delivery stream that decides what the objects contain. */
export interface Destination {
  readonly Prefix: string;
  readonly CompressionFormat: string;
  readonly FileExtension: string;
  readonly DynamicPartitioningConfiguration?: { readonly Enabled: boolean };
}

export interface ArchiveTemplateProps {
  readonly extension?: KinesisTelemetryExtensionProps;
  readonly archive?: TelemetryArchiveProps;
  readonly table?: TelemetryTableProps;
}

/** Synthesizes an archive whose buckets have names, so that no value is known only at deployment. */
export function archiveTemplate(databaseName: string, { extension, archive, table }: ArchiveTemplateProps = {}): ArchiveTemplate {
  const stack = new Stack(new App({ analyticsReporting: false }), 'Stack', { env: { account: ACCOUNT, region: REGION } });
  new KinesisTelemetryExtension(stack, 'Telemetry', extension)
    .addArchive('Archive', { bucket: s3.Bucket.fromBucketName(stack, 'Bucket', BUCKET), prefix: `${databaseName}/`, ...archive })
    .addTable({ databaseName, resultBucket: s3.Bucket.fromBucketName(stack, 'Results', 'results'), ...table });
  const template = Template.fromStack(stack);
  const of = <T>(type: string) => Object.values(template.findResources(type)).map(({ Properties }) => Properties as T);
  const [{ ExtendedS3DestinationConfiguration: destination }] = of<{ ExtendedS3DestinationConfiguration: Destination }>('AWS::KinesisFirehose::DeliveryStream');
  const queries = of<{ Name: string; QueryString: string }>('AWS::Athena::NamedQuery');
  return {
    destination,
    database: databaseName,
    tables: of<{ TableInput: object }>('AWS::Glue::Table').map(({ TableInput }) => TableInput),
    queries: new Map(queries.map(({ Name, QueryString }) => [Name, QueryString])),
  };
}
