import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { TelemetryArchive } from './archive/archive';
import { TelemetryArchiveProps } from './archive/archive-props';
import { TelemetryConsumer } from './consumer/consumer';
import { TelemetryConsumerProps } from './consumer/consumer-props';
import { AlarmOverrides } from './watch/alarm-override';
import { TelemetryAlarms } from './watch/alarms';
import { createDashboard } from './watch/dashboard';
import { TelemetryDashboardProps } from './watch/dashboard-props';
import { StreamContents } from '../stream/stream-contents';
import { createVpcEndpoint } from '../stream/vpc-endpoint';
import { TelemetryVpcEndpointProps } from '../stream/vpc-endpoint-props';

/**
 * The consumers, archive, alarms and dashboard of a stream. Alarms and dashboard cover all consumers and the archive, regardless of the order
 * in which they are added.
 */
export class Operations {
  readonly consumers: TelemetryConsumer[] = [];
  alarms?: TelemetryAlarms;
  archive?: TelemetryArchive;

  constructor(readonly owner: Construct, readonly stream: kinesis.IStream, readonly contents: StreamContents) {}

  addConsumer(fn: lambda.IFunction, props: TelemetryConsumerProps = {}): TelemetryConsumer {
    const consumer = TelemetryConsumer._of(fn, this, props);
    this.consumers.push(consumer);
    this.alarms?._watchConsumer(consumer);
    return consumer;
  }

  archiveTo(bucket?: s3.IBucket, props: TelemetryArchiveProps = {}): TelemetryArchive {
    this.archive = TelemetryArchive._of(this, bucket, props);
    this.alarms?._watchArchive(this.archive);
    return this.archive;
  }

  addVpcEndpoint(vpc: ec2.IVpc, props: TelemetryVpcEndpointProps = {}): ec2.InterfaceVpcEndpoint {
    return createVpcEndpoint(this, vpc, props);
  }

  addAlarms(topic?: sns.ITopic, overrides?: AlarmOverrides): TelemetryAlarms {
    if (this.alarms) throw new Error(`${this.owner.node.path} already has alarms. Call addAlarms only once`);
    const alarms = TelemetryAlarms._for(this.owner, this, topic, overrides);
    this.alarms = alarms;
    this.consumers.forEach((consumer) => alarms._watchConsumer(consumer));
    if (this.archive) alarms._watchArchive(this.archive);
    return alarms;
  }

  addDashboard(props: TelemetryDashboardProps = {}): cloudwatch.Dashboard {
    return createDashboard(this, props);
  }
}
