import { AssetStaging } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';

/** In node_modules, or wherever jsii has unpacked the packages for another language. */
const CDK_PACKAGE = /[\\/]node_modules[\\/](aws-cdk-lib|@aws-cdk[\\/][^\\/]+)[\\/]/;

/** Where a function keeps its code, and the code's own construct what it was made from. */
const CODE_ID = 'Code';
const STAGING_ID = 'Stage';

/**
 * Whether the code of the function came with CDK: providers of custom resources, singletons for deployments, … What CDK brings
 * is recognized by where it is, not by a list of names, which would grow old.
 */
export function isCdksOwn(fn: lambda.Function): boolean {
  const staging = fn.node.tryFindChild(CODE_ID)?.node.tryFindChild(STAGING_ID);
  return staging instanceof AssetStaging && CDK_PACKAGE.test(staging.sourcePath);
}
