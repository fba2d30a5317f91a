import { Annotations, Token, Tokenization } from 'aws-cdk-lib';
import { AttachableFunction } from '../../function/attachable-function';
import { securityGroupIdsOf } from '../../function/function-configuration';
import { isPerhapsInGlobals } from '../../function/function-resource';
import { FLUSH_TIMEOUT } from '../../settings/settings';
import { TelemetrySettings } from '../../settings/telemetry-settings';
import { Survey } from '../../survey/survey';

/** The ids are public: apps use them to acknowledge warnings. The documentation of `attachTo` lists them. */
const TIMEOUT_WARNING = 'cdk-kinesis-telemetry-extension:timeoutShorterThanFlush';
const NO_EGRESS_WARNING = 'cdk-kinesis-telemetry-extension:noEgressToKinesis';
const ISOLATED_WARNING = 'cdk-kinesis-telemetry-extension:noRouteToKinesis';

/** Lambda's default. https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
const DEFAULT_TIMEOUT_SECONDS = 3;

/** Warns of a configuration that will probably cause problems. Only for validation, when the configuration is final. */
export function warnOfDoubts(fn: AttachableFunction, settings: TelemetrySettings, survey: Survey): void {
  if (settings.enabled === false) return;
  warnOfTimeout(fn, settings);
  warnOfIsolation(fn, survey);
  warnOfEgress(fn, survey);
}

function warnOfTimeout(fn: AttachableFunction, { flushStrategy, flushTimeout }: TelemetrySettings): void {
  const timeout = fn.resource.timeout ?? DEFAULT_TIMEOUT_SECONDS;
  if (fn.resource.timeout === undefined && isPerhapsInGlobals(fn.resource)) return;
  if (flushStrategy?.interval || flushTimeout?.isUnresolved() || Token.isUnresolved(timeout)) return;
  const flushMs = flushTimeout?.toMilliseconds() ?? FLUSH_TIMEOUT.default;
  if (timeout * 1000 >= flushMs) return;
  Annotations.of(fn.construct).addWarningV2(TIMEOUT_WARNING,
    `${fn.construct.node.path} has a timeout of ${timeout} s, which is shorter than flushTimeout (${flushMs} ms). A hold ends before the function's deadline, `
    + 'so a flush never has the time that flushTimeout allows. Increase the timeout of the function, or reduce flushTimeout');
}

function warnOfIsolation(fn: AttachableFunction, survey: Survey): void {
  const { vpcConfig } = fn.resource;
  if (!vpcConfig || Tokenization.isResolvable(vpcConfig) || !vpcConfig.subnetIds) return;
  const vpc = survey.endpoints.vpcWithoutEndpoint(vpcConfig.subnetIds);
  if (!vpc) return;
  Annotations.of(fn.construct).addWarningV2(ISOLATED_WARNING,
    `${fn.construct.node.path} is in an isolated subnet of ${vpc.node.path}, and this app has no endpoint for Kinesis in this VPC, so the extension `
    + 'will probably not reach the stream. Call addVpcEndpoint(vpc) of the extension, which adds an endpoint '
    + '(ec2.InterfaceVpcEndpointAwsService.KINESIS_STREAMS), or acknowledge this warning if there is another route');
}

function warnOfEgress(fn: AttachableFunction, survey: Survey): void {
  const groups = survey.egress.groupsWithoutHttps(securityGroupIdsOf(fn.resource), fn.resource);
  if (groups.length === 0) return;
  Annotations.of(fn.construct).addWarningV2(NO_EGRESS_WARNING,
    `${fn.construct.node.path} has only security groups that let nothing out to port 443 (${groups.map(({ node }) => node.path).join(', ')}), so the extension `
    + 'cannot reach Kinesis. Let one of them out to the endpoint for Kinesis (addVpcEndpoint) or to any address: connections.allowTo(endpoint, ec2.Port.HTTPS) or '
    + 'connections.allowToAnyIpv4(ec2.Port.HTTPS) of the function or the group, or a CfnSecurityGroupEgress');
}
