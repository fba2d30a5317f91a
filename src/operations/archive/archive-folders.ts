import { Stack } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

/** The bucket of an archive, and its two folders. */
export interface ArchiveFolders {
  readonly bucket?: s3.IBucket;
  readonly prefix: string;
  readonly errorPrefix: string;
}

/** @throws when a query of a folder would also read other data: the errors, or another archive in the same bucket */
export function checkFolders(owner: Construct, one: ArchiveFolders, others: readonly (ArchiveFolders & Construct)[]): void {
  if (one.errorPrefix.startsWith(one.prefix)) {
    throw new Error(`errorPrefix (${one.errorPrefix}) is in the folder of the archive (${one.prefix}), so queries would read the errors as telemetry. Use another folder`);
  }
  const { bucket } = one;
  if (!bucket) return;
  for (const other of others) {
    if (!other.bucket || !isSame(owner, bucket, other.bucket)) continue;
    const [inner, outer] = [[one.prefix, other.prefix], [other.prefix, one.prefix], [one.errorPrefix, other.prefix], [other.errorPrefix, one.prefix]]
      .find(([a, b]) => a.startsWith(b)) ?? [];
    if (inner === undefined) continue;
    throw new Error(`${other.node.path} is in the same bucket, and the folder ${inner} is in the folder ${outer}, so queries would read both. `
      + 'Set prefix and errorPrefix to other folders');
  }
}

/** Two constructs may stand for one bucket, such as two imports of a name. */
function isSame(scope: Construct, one: s3.IBucket, other: s3.IBucket): boolean {
  const stack = Stack.of(scope);
  return one === other || JSON.stringify(stack.resolve(one.bucketArn)) === JSON.stringify(stack.resolve(other.bucketArn));
}
