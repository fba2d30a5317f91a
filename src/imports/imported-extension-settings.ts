import * as kms from 'aws-cdk-lib/aws-kms';
import { TelemetrySettings } from '../settings/telemetry-settings';

/** Properties of an imported extension, and the settings for the functions that this app attaches to it. */
export interface ImportedExtensionSettings extends TelemetrySettings {
  /**
   * The customer managed key of the stream. It is required if this app creates a policy of its own: for functions with an imported role or a
   * role in another stack, and without a `policyArn`.
   *
   * @default - the stream has no customer managed key
   * @see https://docs.aws.amazon.com/streams/latest/dev/permissions-user-key-KMS.html
   */
  readonly streamEncryptionKey?: kms.IKey;
}

/** The SSM parameters of an extension that another app has created. */
export interface KinesisTelemetryExtensionParameters extends ImportedExtensionSettings {
  /**
   * The prefix of the names of the SSM parameters. It must be known at synth time.
   *
   * @default '/telemetry/kinesis'
   * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-parameter-store.html
   */
  readonly parameterPrefix?: string;
}

/** The ARNs of an extension that another app has created. */
export interface KinesisTelemetryExtensionAttributes extends ImportedExtensionSettings {
  /**
   * The ARN of the layer version, in the region of the functions. A layer in another account must be shared with this account
   * (`shareWithAccount`, `shareWithOrganization`).
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/chapter-layers.html
   */
  readonly layerVersionArn: string;

  /**
   * The ARN of the stream, in any region. A stream in another account must be shared with this account (`shareStreamWithAccount`).
   *
   * @see https://docs.aws.amazon.com/streams/latest/dev/resource-based-policy-examples.html
   */
  readonly streamArn: string;

  /**
   * The ARN of the managed policy for the roles of the functions. It must be in their account: IAM cannot attach a policy of another account.
   *
   * @default - this app creates a policy in each stack with functions
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html
   */
  readonly policyArn?: string;
}
