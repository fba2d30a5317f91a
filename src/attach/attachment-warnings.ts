import { Annotations, Token } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { resourceOf } from '../function/function-configuration';
import { isolatedVpcOf } from '../function/isolated-subnet';
import { FLUSH_TIMEOUT } from '../settings/settings';
import { TelemetrySettings } from '../settings/telemetry-settings';

/** The ids are public: apps use them to acknowledge warnings. The documentation of `attachTo` lists them. */
const MEMORY_WARNING = 'cdk-kinesis-telemetry-extension:lowMemory';
const TIMEOUT_WARNING = 'cdk-kinesis-telemetry-extension:timeoutShorterThanFlush';
const ISOLATED_WARNING = 'cdk-kinesis-telemetry-extension:noRouteToKinesis';

/** Lambda's defaults. https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
const DEFAULT_MEMORY_MB = 128;
const DEFAULT_TIMEOUT_SECONDS = 3;

/** The extension needs about 60 to 75 MB, and a small function with its runtime about as much (README.md, "What it costs"). */
const SENSIBLE_MEMORY_MB = 192;

/** Warns of a configuration that will probably cause problems. Only for validation, when the configuration is final. */
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
    `${fn.node.path} has ${memorySize} MB of memory, which it shares with the extension. The extension needs about 60 MB, and more while Kinesis is `
    + `unreachable. With less than ${SENSIBLE_MEMORY_MB} MB, the function may run out of memory. Set memorySize to 256, or acknowledge this warning`);
}

function warnOfTimeout(fn: lambda.Function, { flushStrategy, flushTimeout }: TelemetrySettings): void {
  const timeout = resourceOf(fn).timeout ?? DEFAULT_TIMEOUT_SECONDS;
  if (flushStrategy?.interval || flushTimeout?.isUnresolved() || Token.isUnresolved(timeout)) return;
  const flushMs = flushTimeout?.toMilliseconds() ?? FLUSH_TIMEOUT.default;
  if (timeout * 1000 >= flushMs) return;
  Annotations.of(fn).addWarningV2(TIMEOUT_WARNING,
    `${fn.node.path} has a timeout of ${timeout} s, which is shorter than flushTimeout (${flushMs} ms). A hold ends before the function's deadline, `
    + 'so a flush never has the time that flushTimeout allows. Increase the timeout of the function, or reduce flushTimeout');
}

function warnOfIsolation(fn: lambda.Function): void {
  const vpc = isolatedVpcOf(fn);
  if (!vpc) return;
  Annotations.of(fn).addWarningV2(ISOLATED_WARNING,
    `${fn.node.path} is in an isolated subnet of ${vpc.node.path}, and this app has no endpoint for Kinesis in this VPC, so the extension `
    + 'will probably not reach the stream. Call addVpcEndpoint(vpc) of the extension, which adds an endpoint '
    + '(ec2.InterfaceVpcEndpointAwsService.KINESIS_STREAMS), or acknowledge this warning if there is another route');
}
