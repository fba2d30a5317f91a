import { Annotations, Token } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { resourceOf } from '../function/function-configuration';
import { isolatedVpcOf } from '../function/isolated-subnet';
import { FLUSH_TIMEOUT } from '../settings/settings';
import { TelemetrySettings } from '../settings/telemetry-settings';

/** Warnings are public: an app acknowledges them by these ids, and the documentation of `attachTo` lists them. */
const MEMORY_WARNING = 'cdk-kinesis-telemetry-extension:lowMemory';
const TIMEOUT_WARNING = 'cdk-kinesis-telemetry-extension:timeoutShorterThanFlush';
const ISOLATED_WARNING = 'cdk-kinesis-telemetry-extension:noRouteToKinesis';

/** What Lambda takes where nothing is given. https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
const DEFAULT_MEMORY_MB = 128;
const DEFAULT_TIMEOUT_SECONDS = 3;

/** The extension takes some 60 to 75 MB, a small function and its runtime as much again (README.md, "What it costs"). */
const SENSIBLE_MEMORY_MB = 192;

/** Warns of what will probably not go well, once the function is as it will be. */
export function warnOfDoubts(fn: lambda.Function, settings: TelemetrySettings): void {
  if (settings.enabled === false) return;
  warnOfMemory(fn);
  warnOfTimeout(fn, settings);
  warnOfIsolation(fn);
}

function warnOfMemory(fn: lambda.Function): void {
  const memorySize = resourceOf(fn).memorySize ?? DEFAULT_MEMORY_MB;
  if (Token.isUnresolved(memorySize) || memorySize >= SENSIBLE_MEMORY_MB) return;
  Annotations.of(fn).addWarningV2(MEMORY_WARNING,
    `${fn.node.path} has ${memorySize} MB of memory, which the extension shares with it: some 60 MB, and more while Kinesis is out of `
    + `reach. Below ${SENSIBLE_MEMORY_MB} MB a function may be killed for want of memory. Set memorySize to 256, or acknowledge`);
}

function warnOfTimeout(fn: lambda.Function, { flushStrategy, flushTimeout }: TelemetrySettings): void {
  const timeout = resourceOf(fn).timeout ?? DEFAULT_TIMEOUT_SECONDS;
  if (flushStrategy?.interval || flushTimeout?.isUnresolved() || Token.isUnresolved(timeout)) return;
  const flushMs = flushTimeout?.toMilliseconds() ?? FLUSH_TIMEOUT.default;
  if (timeout * 1000 >= flushMs) return;
  Annotations.of(fn).addWarningV2(TIMEOUT_WARNING,
    `${fn.node.path} times out after ${timeout} s, before a flush does (${flushMs} ms): a hold ends before the function's deadline, `
    + 'so a flush never has the time that flushTimeout allows. Give the function more time, or flushTimeout less');
}

function warnOfIsolation(fn: lambda.Function): void {
  const vpc = isolatedVpcOf(fn);
  if (!vpc) return;
  Annotations.of(fn).addWarningV2(ISOLATED_WARNING,
    `${fn.node.path} is in an isolated subnet of ${vpc.node.path}, and this app has no endpoint for Kinesis there, so the extension `
    + 'will probably not reach the stream. Call addVpcEndpoint(vpc) of the extension, which adds an endpoint '
    + '(ec2.InterfaceVpcEndpointAwsService.KINESIS_STREAMS); or acknowledge, if there is another route');
}
