import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import { aws_lambda } from 'aws-cdk-lib/interfaces';
import { Construct, IConstruct } from 'constructs';
import { TelemetryArchive } from './archive/archive';
import { TelemetryArchiveProps } from './archive/archive-props';
import { TelemetryConsumer } from './consumer/consumer';
import { TelemetryConsumerProps } from './consumer/consumer-props';
import { TelemetryAlarms } from './watch/alarms';
import { TelemetryAlarmsProps } from './watch/alarms-props';
import { createDashboard, widgetsOf } from './watch/dashboard';
import { TelemetryDashboardProps, TelemetryWidgetsProps } from './watch/dashboard-props';
import { checkConstruct } from '../checks/constructs';
import { LocalStream } from '../stream/local-stream';
import { StreamContents } from '../stream/stream-contents';
import { createVpcEndpoint } from '../stream/vpc-endpoint';
import { TelemetryVpcEndpointProps } from '../stream/vpc-endpoint-props';

export interface OperationsProps {
  readonly owner: Construct;
  readonly contents: StreamContents;
  /** Returns the stream for the stack of a construct. */
  readonly streamOf: (construct: IConstruct) => LocalStream;
  readonly onVpcEndpoint: (created: { readonly endpoint: ec2.InterfaceVpcEndpoint; readonly vpc: ec2.IVpc }) => void;
}

/**
 * The consumers, archives, alarms and dashboard of a stream. Alarms and dashboard cover all consumers and archives, regardless of the order
 * in which they are added.
 */
export class Operations {
  readonly consumers: TelemetryConsumer[] = [];
  readonly archives: TelemetryArchive[] = [];
  alarms?: TelemetryAlarms;

  readonly owner: Construct;
  readonly contents: StreamContents;
  private readonly streamOf: OperationsProps['streamOf'];
  private readonly onVpcEndpoint: OperationsProps['onVpcEndpoint'];

  constructor({ owner, contents, streamOf, onVpcEndpoint }: OperationsProps) {
    this.owner = owner;
    this.contents = contents;
    this.streamOf = streamOf;
    this.onVpcEndpoint = onVpcEndpoint;
  }

  /** The stream, for the stack of the owner. */
  get stream(): kinesis.IStream {
    return this.streamOf(this.owner).stream;
  }

  /** The stream, for grants to the principal. */
  streamFor({ grantPrincipal }: iam.IGrantable): kinesis.IStream {
    return this.streamOf(Construct.isConstruct(grantPrincipal) ? grantPrincipal : this.owner).grantable;
  }

  addConsumer(fn: aws_lambda.IFunctionRef, props: TelemetryConsumerProps = {}): TelemetryConsumer {
    const { owner, contents } = this;
    checkConstruct(`${owner.node.path}: addConsumer`, 'a function', fn);
    const { stream, grantable, env } = this.streamOf(fn);
    const grantableFor = (grantee: iam.IGrantable) => this.streamFor(grantee);
    const consumer = TelemetryConsumer._of(fn, { owner, contents, stream, env, grantable, grantableFor }, props);
    this.consumers.push(consumer);
    this.alarms?._watchConsumer(consumer);
    return consumer;
  }

  addArchive(id: string, props: TelemetryArchiveProps = {}): TelemetryArchive {
    const archive = TelemetryArchive._of(id, this, props);
    this.archives.push(archive);
    this.alarms?._watchArchive(archive);
    return archive;
  }

  addVpcEndpoint(vpc: ec2.IVpc, props: TelemetryVpcEndpointProps = {}): ec2.InterfaceVpcEndpoint {
    const { owner, stream, streamOf } = this;
    checkConstruct(`${owner.node.path}: addVpcEndpoint`, 'a VPC', vpc);
    const endpoint = createVpcEndpoint({ owner, stream, streamOf }, vpc, props);
    this.onVpcEndpoint({ endpoint, vpc });
    return endpoint;
  }

  addAlarms(props: TelemetryAlarmsProps = {}): TelemetryAlarms {
    if (this.alarms) throw new Error(`${this.owner.node.path} already has alarms. Call addAlarms only once`);
    const alarms = TelemetryAlarms._for(this.owner, this, props);
    this.alarms = alarms;
    this.consumers.forEach((consumer) => alarms._watchConsumer(consumer));
    this.archives.forEach((archive) => alarms._watchArchive(archive));
    return alarms;
  }

  addDashboard(props: TelemetryDashboardProps = {}): cloudwatch.Dashboard {
    return createDashboard(this, props);
  }

  dashboardWidgets(props: TelemetryWidgetsProps = {}): cloudwatch.IWidget[] {
    return widgetsOf(this, props);
  }
}
