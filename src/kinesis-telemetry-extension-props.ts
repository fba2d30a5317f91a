import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import { TelemetrySettings } from './settings/telemetry-settings';
import { TelemetryStreamProps } from './stream/stream-props';

/** What a `KinesisTelemetryExtension` may be told. Every prop is optional. */
export interface KinesisTelemetryExtensionProps extends TelemetrySettings, TelemetryStreamProps {
  /**
   * The stream that receives the telemetry. It may be imported.
   *
   * A stream with a customer-managed key must know it (`encryptionKey`), so that functions get the permission to use it.
   *
   * @default - an on-demand stream, encrypted with the key that AWS manages for Kinesis
   * @see https://docs.aws.amazon.com/streams/latest/dev/introduction.html
   */
  readonly stream?: kinesis.IStream;

  /**
   * What the names of the SSM parameters begin with: `/extension/arn`, `/runtime/policy/arn` and `/stream/arn` are added.
   *
   * Parameter names are unique in an account and region, so a second extension there needs its own prefix.
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
   * The name of the managed policy. Policies for functions in other stacks of the app have generated names.
   *
   * A stack with a named policy is deployed with the capability CAPABILITY_NAMED_IAM, as the CDK CLI does.
   *
   * @default - CloudFormation generates a name
   * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html
   */
  readonly policyName?: string;
}
