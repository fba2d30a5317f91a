import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';

/** Returns the resources of a policy that contain a wildcard, in the notation of cdk-nag: `<Bucket.Arn>/folder/*`. */
export function wildcardResources(policy: iam.ManagedPolicy): string[] {
  const { Statement: statements } = Stack.of(policy).resolve(policy.document) as { readonly Statement: { readonly Resource: unknown }[] };
  return statements.flatMap(({ Resource: resources }) => [resources].flat()).map(flat).filter((resource) => resource.includes('*'));
}

/** https://github.com/cdklabs/cdk-nag/blob/main/src/utils/flatten-cfn-reference.ts */
function flat(value: unknown): string {
  if (typeof value === 'string') return value.replace(/\$\{/g, '<').replace(/\}/g, '>');
  const [[name, argument]] = Object.entries(value as Record<string, unknown>);
  switch (name) {
    case 'Ref': return `<${flat(argument)}>`;
    case 'Fn::GetAtt': return `<${(argument as string[]).map(flat).join('.')}>`;
    case 'Fn::Join': {
      const [delimiter, parts] = argument as [string, unknown[]];
      return parts.map(flat).join(delimiter);
    }
    case 'Fn::Sub':
    case 'Fn::ImportValue': return flat(argument);
    default: return JSON.stringify(value);
  }
}
