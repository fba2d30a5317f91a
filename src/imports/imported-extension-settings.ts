import * as kms from 'aws-cdk-lib/aws-kms';
import { TelemetrySettings } from '../settings/telemetry-settings';

/** What is to be known of an extension that was made elsewhere, and how functions are attached to it here. */
export interface ImportedExtensionSettings extends TelemetrySettings {
  /**
   * The customer-managed key of the stream. Needed where this app makes a policy of its own: for functions with an imported role, or
   * with a role of another stack, and without a `policyArn`.
   *
   * @default - the stream has no customer-managed key
   * @see https://docs.aws.amazon.com/streams/latest/dev/permissions-user-key-KMS.html
   */
  readonly streamEncryptionKey?: kms.IKey;
}

/** Where an extension that another app, or another team, has made has left its ARNs. */
export interface KinesisTelemetryExtensionParameters extends ImportedExtensionSettings {
  /**
   * What the names of the SSM parameters begin with. Has to be known at synth.
   *
   * @default '/telemetry/kinesis'
   * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-parameter-store.html
   */
  readonly parameterPrefix?: string;
}

/** The ARNs of an extension that another app, or another team, has made. */
export interface KinesisTelemetryExtensionAttributes extends ImportedExtensionSettings {
  /**
   * The ARN of the version of the layer, in the region of the functions. A layer of another account has to be shared with this one
   * (`shareWithAccount`, `shareWithOrganization`).
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/chapter-layers.html
   */
  readonly layerVersionArn: string;

  /**
   * The ARN of the stream, in any region. A stream of another account has to be shared with this one (`shareStreamWithAccount`).
   *
   * @see https://docs.aws.amazon.com/streams/latest/dev/resource-based-policy-examples.html
   */
  readonly streamArn: string;

  /**
   * The ARN of the managed policy for the roles of functions, in the account of the functions: IAM attaches no policy of another account.
   *
   * @default - this app makes a policy in each stack with functions
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html
   */
  readonly policyArn?: string;
}
