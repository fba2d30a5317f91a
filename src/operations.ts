import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { TelemetryConsumer } from './consumer';
import { TelemetryConsumerProps } from './consumer-props';
import { StreamContents } from './stream-contents';

/** What is made around a stream once it carries telemetry: readers, and what watches over all of it. */
export class Operations {
  private readonly consumers: TelemetryConsumer[] = [];

  constructor(private readonly owner: Construct, private readonly stream: kinesis.IStream, private readonly contents: StreamContents) {}

  addConsumer(fn: lambda.IFunction, props: TelemetryConsumerProps = {}): TelemetryConsumer {
    const consumer = TelemetryConsumer._of(fn, { owner: this.owner, stream: this.stream, contents: this.contents }, props);
    this.consumers.push(consumer);
    return consumer;
  }
}
