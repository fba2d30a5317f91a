import { Annotations, Token, Tokenization } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { resourceOf } from '../function/function-configuration';
import { ExtensionHost } from '../settings/extension-host';
import { defaultBufferMaxBytes, FLUSH_TIMEOUT, HOST, parseChoice } from '../settings/settings';
import { TelemetrySettings } from '../settings/telemetry-settings';
import { Survey } from '../survey/survey';

/** The ids are public: apps use them to acknowledge warnings. The documentation of `attachTo` lists them. */
const MEMORY_WARNING = 'cdk-kinesis-telemetry-extension:lowMemory';
const TIMEOUT_WARNING = 'cdk-kinesis-telemetry-extension:timeoutShorterThanFlush';
const NO_EGRESS_WARNING = 'cdk-kinesis-telemetry-extension:noEgressToKinesis';
const ISOLATED_WARNING = 'cdk-kinesis-telemetry-extension:noRouteToKinesis';

/** Lambda's defaults. https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
const DEFAULT_MEMORY_MB = 128;
const DEFAULT_TIMEOUT_SECONDS = 3;

/** What the extension needs beside its buffer. docs/benchmarks has the figures. */
const NEEDED_MB = { native: 8, nodejs: 84 };

/** What a small function needs with its runtime. */
const FUNCTION_MB = 96;

const MIB = 1024 * 1024;

/** Warns of a configuration that will probably cause problems. Only for validation, when the configuration is final. */
export function warnOfDoubts(fn: lambda.Function, settings: TelemetrySettings, survey: Survey): void {
  if (settings.enabled === false) return;
  warnOfMemory(fn, settings);
  warnOfTimeout(fn, settings);
  warnOfIsolation(fn, survey);
  warnOfEgress(fn, survey);
}

function warnOfMemory(fn: lambda.Function, settings: TelemetrySettings): void {
  const memorySize = resourceOf(fn).memorySize ?? DEFAULT_MEMORY_MB;
  const { bufferMaxSize, extensionHost = ExtensionHost.NATIVE } = settings;
  if (Token.isUnresolved(memorySize) || bufferMaxSize?.isUnresolved()) return;
  const host = parseChoice(HOST, extensionHost.value);
  const extension = Math.ceil(NEEDED_MB[host] + (bufferMaxSize?.toBytes() ?? defaultBufferMaxBytes(memorySize)) / MIB);
  if (memorySize >= FUNCTION_MB + extension) return;
  Annotations.of(fn).addWarningV2(MEMORY_WARNING,
    `${fn.node.path} has ${memorySize} MB of memory, which it shares with the extension. While Kinesis is unreachable, the extension `
    + `(ExtensionHost.${host.toUpperCase()}) with its buffer needs up to ${extension} MB, so the function may run out of memory. Set memorySize `
    + `to ${Math.ceil((FUNCTION_MB + extension) / 64) * 64}${host === 'nodejs' ? ', use ExtensionHost.NATIVE,' : ', reduce bufferMaxSize,'} or acknowledge this warning`);
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

function warnOfIsolation(fn: lambda.Function, survey: Survey): void {
  const { vpcConfig } = resourceOf(fn);
  if (!vpcConfig || Tokenization.isResolvable(vpcConfig) || !vpcConfig.subnetIds) return;
  const vpc = survey.endpoints.vpcWithoutEndpoint(vpcConfig.subnetIds);
  if (!vpc) return;
  Annotations.of(fn).addWarningV2(ISOLATED_WARNING,
    `${fn.node.path} is in an isolated subnet of ${vpc.node.path}, and this app has no endpoint for Kinesis in this VPC, so the extension `
    + 'will probably not reach the stream. Call addVpcEndpoint(vpc) of the extension, which adds an endpoint '
    + '(ec2.InterfaceVpcEndpointAwsService.KINESIS_STREAMS), or acknowledge this warning if there is another route');
}

function warnOfEgress(fn: lambda.Function, survey: Survey): void {
  if (resourceOf(fn).vpcConfig === undefined || survey.egress.mayReachHttps(fn.connections.securityGroups)) return;
  const groups = fn.connections.securityGroups.map(({ node }) => node.path).join(', ');
  Annotations.of(fn).addWarningV2(NO_EGRESS_WARNING,
    `${fn.node.path} has only security groups that let nothing out to port 443 (${groups}), so the extension cannot reach Kinesis. Call `
    + 'fn.connections.allowTo(endpoint, ec2.Port.HTTPS) with the endpoint for Kinesis (addVpcEndpoint), or fn.connections.allowToAnyIpv4(ec2.Port.HTTPS)');
}
