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

test('a function with a log group of its own is told which: Lambda does not tell an extension', () => {
  expect(variablesOf({ logGroup: undefined }, RecordFormat.CLOUDWATCH_LOGS)[VARIABLE]).toEqual({ Ref: expect.stringMatching(/^Logs/) });
});

test('a function that writes to the log group that Lambda makes is told nothing', () => {
  expect(variablesOf({}, RecordFormat.CLOUDWATCH_LOGS)).not.toHaveProperty(VARIABLE);
  expect(variablesOf({ loggingFormat: lambda.LoggingFormat.JSON }, RecordFormat.CLOUDWATCH_LOGS)).not.toHaveProperty(VARIABLE);
});

test('other formats name no log group', () => {
  expect(variablesOf({ logGroup: undefined })).not.toHaveProperty(VARIABLE);
  expect(variablesOf({ logGroup: undefined }, RecordFormat.KPL_AGGREGATED)).not.toHaveProperty(VARIABLE);
});
