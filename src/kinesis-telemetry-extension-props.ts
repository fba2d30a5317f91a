import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import { TelemetrySettings } from './settings/telemetry-settings';
import { TelemetryStreamProps } from './stream/stream-props';

/** Properties of a `KinesisTelemetryExtension`. All of them are optional. */
export interface KinesisTelemetryExtensionProps extends TelemetrySettings, TelemetryStreamProps {
  /**
   * The stream that receives the telemetry. It may be imported.
   *
   * If the stream has a customer managed key, its property `encryptionKey` must be set, so that functions get permission to use the key.
   *
   * @default - an on-demand stream, encrypted with the AWS managed key for Kinesis
   * @see https://docs.aws.amazon.com/streams/latest/dev/introduction.html
   */
  readonly stream?: kinesis.IStream;

  /**
   * The prefix of the names of the SSM parameters: `/extension/arn`, `/runtime/policy/arn` and `/stream/arn` are added.
   *
   * Parameter names are unique in an account and region, so a second extension there needs a different prefix.
   *
   * @default '/telemetry/kinesis'
   * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-parameter-name-constraints.html
   */
  readonly parameterPrefix?: string;

  /**
   * The name of the layer.
   *
   * @default - CloudFormation generates a name
   * @see https://docs.aws.amazon.com/lambda/latest/api/API_PublishLayerVersion.html
   */
  readonly layerVersionName?: string;

  /**
   * The description of the layer, at most 256 characters.
   *
   * @default - a sentence that says what the layer does
   * @see https://docs.aws.amazon.com/lambda/latest/api/API_PublishLayerVersion.html
   */
  readonly description?: string;

  /**
   * The name of the managed policy. It must be unique in an account, across all regions. Policies in other stacks of the app have generated names.
   *
   * A stack with a named policy requires the capability CAPABILITY_NAMED_IAM for its deployment. The CDK CLI passes it.
   *
   * @default - CloudFormation generates a name
   * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html
   */
  readonly policyName?: string;
}
