import { App, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { KinesisTelemetryExtension, KinesisTelemetryExtensionProps, RecordFormat, TelemetryConsumer, TelemetryConsumerProps } from '../../../src';
import { newFunction, newStack, propertiesIn } from '../fixtures';

export interface Made {
  readonly stack: Stack;
  readonly telemetry: KinesisTelemetryExtension;
  readonly fn: lambda.Function;
  readonly consumer: TelemetryConsumer;
}

export function make(props?: TelemetryConsumerProps, telemetryProps?: KinesisTelemetryExtensionProps): Made {
  const stack = newStack();
  const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry', telemetryProps);
  const fn = newFunction(stack, 'Reader');
  return { stack, telemetry, fn, consumer: telemetry.addConsumer(fn, props) };
}

export interface Mapping { readonly [property: string]: unknown }
export const mappingIn = (stack: Stack) => propertiesIn<Mapping>(stack, 'AWS::Lambda::EventSourceMapping')[0];
export const synth = (stack: Stack) => () => (stack.node.root as App).synth();
export const aggregated = { recordFormat: RecordFormat.KPL_AGGREGATED };
export const reports = lambda.FilterCriteria.filter({ data: { type: lambda.FilterRule.isEqual('platform.report') } });
