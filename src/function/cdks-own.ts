import { AssetStaging } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/** Also matches the folder to which jsii unpacks the packages for other languages. */
const CDK_PACKAGE = /[\\/]node_modules[\\/](aws-cdk-lib|@aws-cdk[\\/][^\\/]+)[\\/]/;

/** The ids of the constructs for the code of a function and for its source. */
const CODE_ID = 'Code';
const STAGING_ID = 'Stage';

/**
 * Whether the code of the function is part of CDK: providers of custom resources, singletons for deployments, … CDK's code is
 * recognized by its location. A list of names would become outdated.
 */
export function isCdksOwn(fn: IConstruct): boolean {
  const staging = fn.node.tryFindChild(CODE_ID)?.node.tryFindChild(STAGING_ID);
  return staging instanceof AssetStaging && CDK_PACKAGE.test(staging.sourcePath);
}
