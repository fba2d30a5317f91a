import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { KinesisTelemetryExtension, RecordFormat } from '../../../src';
import { functionsIn, newFunction, newStack } from '../fixtures';

const VARIABLE = 'KINESIS_TELEMETRY_LOG_GROUP';

function variablesOf(props: Partial<lambda.FunctionProps>, recordFormat?: RecordFormat) {
  const stack = newStack();
  const logGroup = 'logGroup' in props ? new logs.LogGroup(stack, 'Logs', { logGroupName: '/shop/orders' }) : undefined;
  new KinesisTelemetryExtension(stack, 'Telemetry', { recordFormat }).attachTo(newFunction(stack, 'Function', { ...props, logGroup }));
  return functionsIn(stack)[0].Environment.Variables;
}

test('an environment variable names the log group of a function that does not use the default', () => {
  expect(variablesOf({ logGroup: undefined }, RecordFormat.CLOUDWATCH_LOGS)[VARIABLE]).toEqual({ Ref: expect.stringMatching(/^Logs/) });
});

test('a function with the default log group has no such environment variable', () => {
  expect(variablesOf({}, RecordFormat.CLOUDWATCH_LOGS)).not.toHaveProperty(VARIABLE);
  expect(variablesOf({ loggingFormat: lambda.LoggingFormat.JSON }, RecordFormat.CLOUDWATCH_LOGS)).not.toHaveProperty(VARIABLE);
});

test('other formats do not need the log group', () => {
  expect(variablesOf({ logGroup: undefined })).not.toHaveProperty(VARIABLE);
  expect(variablesOf({ logGroup: undefined }, RecordFormat.KPL_AGGREGATED)).not.toHaveProperty(VARIABLE);
});
