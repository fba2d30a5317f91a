import { CfnResource } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/**
 * Suppresses a cdk-nag rule for a resource of this library, with a reason, in the resource's metadata. This needs no dependency
 * on cdk-nag.
 *
 * @see https://github.com/cdklabs/cdk-nag
 */
export function explainToNag(construct: IConstruct, id: string, reason: string): void {
  const resource = CfnResource.isCfnResource(construct) ? construct : construct.node.defaultChild;
  if (resource === undefined || !CfnResource.isCfnResource(resource)) return;
  const metadata = resource.getMetadata('cdk_nag') as { rules_to_suppress?: object[] } | undefined;
  resource.addMetadata('cdk_nag', { rules_to_suppress: [...metadata?.rules_to_suppress ?? [], { id, reason }] });
}
