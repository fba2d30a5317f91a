import { Annotations, CfnResource } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { AttachableFunction } from '../../function/attachable-function';
import { TelemetryResources } from '../../resources/telemetry-resources';
import { referencesIn } from '../../survey/references';

/** The id is public: apps use it to acknowledge the warning. The documentation of `attachTo` lists it. */
const UNSIGNED_LAYER_WARNING = 'cdk-kinesis-telemetry-extension:unsignedLayer';

type Policies = lambda.CfnCodeSigningConfig.CodeSigningPoliciesProperty;

/**
 * Warns of a function whose code signing configuration refuses the layer, which nobody has signed. Only for validation.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-codesigning.html
 */
export function warnOfUnsignedLayer(fn: AttachableFunction, { layerMayBeSigned }: TelemetryResources): void {
  if (layerMayBeSigned || fn.resource.codeSigningConfigArn === undefined || onlyWarns(fn)) return;
  const { path } = fn.construct.node;
  Annotations.of(fn.construct).addWarningV2(UNSIGNED_LAYER_WARNING,
    `${path} has a code signing configuration, and the layer of the extension is not signed: with the policy "Enforce", Lambda refuses to deploy it. Sign the `
    + 'archive KinesisTelemetryExtension.LAYER_ARCHIVE with AWS Signer and attach the function with fromAttributes and the signed layer (docs/security.md shows '
    + 'how), or acknowledge this warning if the policy is "Warn"');
}

/** Whether the configuration is part of this app, and lets unsigned code pass. */
function onlyWarns({ resource }: AttachableFunction): boolean {
  const { constructs: [config] } = referencesIn(resource.codeSigningConfigArn, resource, 'at the end');
  if (!config || !CfnResource.isCfnResource(config) || config.cfnResourceType !== lambda.CfnCodeSigningConfig.CFN_RESOURCE_TYPE_NAME) return false;
  const policies = config.stack.resolve((config as lambda.CfnCodeSigningConfig).codeSigningPolicies) as Policies | undefined;
  return policies?.untrustedArtifactOnDeployment !== lambda.UntrustedArtifactOnDeployment.ENFORCE;
}
