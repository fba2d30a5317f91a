import type * as kms from 'aws-cdk-lib/aws-kms';

/**
 * CDK's aliases are keys, too. But in a policy, the ARN of an alias allows nothing.
 *
 * @throws when the key is an alias
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html
 */
export function checkKey(prop: string, key: kms.IKey | undefined): void {
  if (!key || !('aliasName' in key)) return;
  throw new Error(`${prop} is an alias (${key.node.path}), and policies allow the use of a key only by the key's own ARN. Pass the key itself, or find it with `
    + 'kms.Key.fromLookup(scope, id, { aliasName })');
}
