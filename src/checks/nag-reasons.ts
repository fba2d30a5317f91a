import * as core from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { IConstruct } from 'constructs';
import { wildcardResources } from './wildcard-resources';

/** Why a resource does not follow rules of cdk-nag. */
export interface NagReason {
  /** The ids of the rules. */
  readonly ids: readonly string[];
  /** The ids for cdk-nag 3, where it uses others. */
  readonly idsOfVersion3?: readonly string[];
  readonly reason: string;
}

/** `Validations` of newer versions of aws-cdk-lib, which cdk-nag 3 reads. The floor does not have it. */
interface ValidationsClass {
  of(scope: IConstruct): { acknowledge(...rules: { readonly id: string; readonly reason: string }[]): void };
}

const PACKS = ['HIPAA.Security', 'NIST.800.53.R4', 'NIST.800.53.R5', 'PCI.DSS.321'];

/** Returns the ids of rules that the packs for HIPAA, NIST and PCI have under names of their own. */
export function inAllPacks(...rules: string[]): string[] {
  return rules.flatMap((rule) => PACKS.map((pack) => `${pack}-${rule}`));
}

/**
 * Suppresses rules of cdk-nag for a resource of this library, with a reason: in the metadata of the resource for version 2, and as an
 * acknowledgement for version 3. This needs no dependency on cdk-nag.
 *
 * @see https://github.com/cdklabs/cdk-nag
 */
export function explainToNag(construct: IConstruct, { ids, idsOfVersion3 = ids, reason }: NagReason): void {
  const resource = core.CfnResource.isCfnResource(construct) ? construct : construct.node.defaultChild;
  if (resource === undefined || !core.CfnResource.isCfnResource(resource)) return;
  const metadata = resource.getMetadata('cdk_nag') as { rules_to_suppress?: object[] } | undefined;
  resource.addMetadata('cdk_nag', { rules_to_suppress: [...metadata?.rules_to_suppress ?? [], ...ids.map((id) => ({ id, reason }))] });
  acknowledge(resource, idsOfVersion3, reason);
}

/**
 * Explains the wildcards in the resources of a policy. Version 3 asks for a reason for each of them.
 *
 * They are known at the end of synth, when references to other stacks are resolved, and before the plugins run.
 */
export function explainWildcardsToNag(policy: iam.ManagedPolicy, reason: string): void {
  explainToNag(policy, { ids: ['AwsSolutions-IAM5'], idsOfVersion3: [], reason });
  let explained: string[] = [];
  policy.node.addValidation({
    validate: () => {
      const ids = wildcardResources(policy).map((resource) => `AwsSolutions-IAM5[Resource::${resource}]`);
      // A second synth must not explain them again.
      acknowledge(policy.node.defaultChild ?? policy, ids.filter((id) => !explained.includes(id)), reason);
      explained = ids;
      return [];
    },
  });
}

function acknowledge(construct: IConstruct, ids: readonly string[], reason: string): void {
  const { Validations } = core as unknown as { readonly Validations?: ValidationsClass };
  Validations?.of(construct).acknowledge(...ids.map((id) => ({ id, reason })));
}
