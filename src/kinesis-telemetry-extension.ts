import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { Attacher } from './attach/attacher';
import { byHandFrom, byHandWith } from './imports/by-hand';
import { checkArns, ImportedExtension } from './imports/imported-extension';
import { KinesisTelemetryExtensionAttributes, KinesisTelemetryExtensionParameters } from './imports/imported-extension-settings';
import { arnsFromParameters, checkImportedPrefix } from './imports/imported-parameters';
import { KinesisTelemetryExtensionBase } from './kinesis-telemetry-extension-base';
import { IKinesisTelemetryExtension } from './kinesis-telemetry-extension-interface';
import { KinesisTelemetryExtensionProps } from './kinesis-telemetry-extension-props';
import { Operations } from './operations/operations';
import { checkProps } from './props-checks';
import { injectedProps } from './resources/injected-props';
import {
  DEFAULT_PARAMETER_PREFIX, KEY_ARN_PARAMETER, LAYER_ARN_PARAMETER, POLICY_ARN_PARAMETER, STREAM_ARN_PARAMETER,
} from './resources/parameter-prefix';
import { LAYER_ARCHIVE, TelemetryLayer } from './resources/telemetry-layer';
import { TelemetryPolicy } from './resources/telemetry-policy';
import { TelemetryResources } from './resources/telemetry-resources';
import { UniqueNames, whatIsWrongWithNames } from './resources/unique-names';
import { renderSettings } from './settings/environment';
import { STREAM_ARN } from './settings/settings';
import { ByStack } from './stacks/by-stack';
import { circlesOfNestedStacks } from './stacks/nested-circles';
import { orderStacks } from './stacks/order';
import { LocalStream, localStream } from './stream/local-stream';
import { Sharing } from './stream/sharing';
import { createStream } from './stream/stream';
import { contentsBy } from './stream/stream-contents';
import { parameterIdentity, streamIdentitiesOf } from './survey/stream-identity';

/**
 * Streams the logs, platform events and extension logs of AWS Lambda functions to Amazon Kinesis Data Streams.
 *
 * It creates a Lambda layer with the extension, a stream, a managed policy that allows writing to the stream, and SSM parameters with their
 * ARNs for other stacks and tools. `attachTo` adds the layer, the settings and the permission to a function.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/telemetry-api.html
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import * as lambda from 'aws-cdk-lib/aws-lambda';
 * import { KinesisTelemetryExtension } from 'cdk-kinesis-telemetry-extension';
 *
 * declare const stack: Stack;
 * declare const fn: lambda.Function;
 *
 * const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
 * telemetry.attachTo(fn);
 */
export class KinesisTelemetryExtension extends KinesisTelemetryExtensionBase {
  /** The id of this class for property injection. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-kinesis-telemetry-extension.KinesisTelemetryExtension';

  /**
   * The absolute path of the archive with the layer's files, on the machine that runs this app. It is for container images, which cannot have
   * layers. Unpack it into `/opt` of the image, and attach the function with `extensionInImage`.
   */
  public static readonly LAYER_ARCHIVE: string = LAYER_ARCHIVE;

  /**
   * Imports an extension that another app has created in the same account and region, by its SSM parameters.
   *
   * Each deployment of a stack with functions reads the parameters. A stack therefore gets a new layer with its next deployment, and
   * `fn.currentVersion`, and aliases of it, change with it. There are no exports and imports between stacks.
   *
   * Settings are not shared: the settings that are given here apply to the functions that are attached here.
   *
   * @param scope the scope of the construct
   * @param id the id of the construct
   * @param parameters the prefix of the parameters, and settings
   * @throws when the prefix is invalid or not known at synth time, or when a setting is out of range
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-supplied-parameter-types.html
   * @example
   * import { Stack } from 'aws-cdk-lib';
   * import * as lambda from 'aws-cdk-lib/aws-lambda';
   * import { KinesisTelemetryExtension } from 'cdk-kinesis-telemetry-extension';
   *
   * declare const stack: Stack;
   * declare const fn: lambda.Function;
   *
   * const telemetry = KinesisTelemetryExtension.fromParameters(stack, 'Telemetry', { parameterPrefix: '/platform/telemetry' });
   * telemetry.attachTo(fn);
   */
  public static fromParameters(scope: Construct, id: string, parameters: KinesisTelemetryExtensionParameters = {}): IKinesisTelemetryExtension {
    const prefix = parameters.parameterPrefix ?? DEFAULT_PARAMETER_PREFIX;
    checkImportedPrefix(`${scope.node.path}/${id}`, prefix);
    return new ImportedExtension(scope, id, {
      settings: parameters,
      arns: arnsFromParameters(prefix),
      streamIdentities: (stackScope) => [parameterIdentity(prefix + STREAM_ARN_PARAMETER, stackScope)],
      byHand: () => byHandFrom(prefix),
    });
  }

  /**
   * Imports an extension that another app has created, by its ARNs. It may be in another account, and its stream may be in another region.
   *
   * Settings are not shared: the settings that are given here apply to the functions that are attached here.
   *
   * @param scope the scope of the construct
   * @param id the id of the construct
   * @param attributes the ARNs, and settings
   * @throws when an ARN is invalid or a setting is out of range
   */
  public static fromAttributes(scope: Construct, id: string, attributes: KinesisTelemetryExtensionAttributes): IKinesisTelemetryExtension {
    checkArns(`${scope.node.path}/${id}`, attributes);
    return new ImportedExtension(scope, id, {
      settings: attributes,
      arns: { layerVersionArn: () => attributes.layerVersionArn, streamArn: () => attributes.streamArn, policyArn: () => attributes.policyArn },
      knownArns: attributes,
      streamIdentities: (stackScope) => streamIdentitiesOf(attributes.streamArn, stackScope, 'while building'),
      byHand: () => byHandWith(attributes),
    });
  }

  /** The stream that receives the telemetry: the given stream, or the stream that the construct creates. */
  public readonly stream: kinesis.IStream;

  /**
   * The layer with the extension, for this stack.
   *
   * Functions in other stacks of the app get a layer in their own stack: the ARN of a layer changes with each of its
   * versions, and CloudFormation cannot change an exported value that another stack imports.
   */
  public readonly layer: lambda.ILayerVersion;

  /**
   * The managed policy for the functions of this stack.
   *
   * It allows only `kinesis:PutRecords` on the stream, and use of its customer managed key, if it has one.
   */
  public readonly policy: iam.IManagedPolicy;

  /** The SSM parameter with the ARN of the layer: `/telemetry/kinesis/extension/arn`. */
  public readonly layerArnParameter: ssm.IStringParameter;

  /** The SSM parameter with the ARN of the managed policy: `/telemetry/kinesis/runtime/policy/arn`. */
  public readonly policyArnParameter: ssm.IStringParameter;

  /** The SSM parameter with the ARN of the stream: `/telemetry/kinesis/stream/arn`. */
  public readonly streamArnParameter: ssm.IStringParameter;

  /** The environment variables that `attachTo` sets: the ARN of the stream, and the given settings. */
  public readonly environment: { [variable: string]: string };

  /** @internal */
  protected readonly _operations: Operations;

  /** @internal */
  protected readonly _attacher: Attacher;

  private readonly sharing: Sharing;
  private readonly streams: ByStack<LocalStream>;
  private readonly props: KinesisTelemetryExtensionProps;
  private readonly parameterPrefix: string;

  /**
   * @throws when a prop is out of range or conflicts with another prop; the message names the prop, the given value and the allowed values
   */
  constructor(scope: Construct, id: string, props: KinesisTelemetryExtensionProps = {}) {
    super(scope, id);
    props = injectedProps(KinesisTelemetryExtension.PROPERTY_INJECTION_ID, props, { scope, id });
    checkProps(this, props);
    this.props = props;
    this.parameterPrefix = props.parameterPrefix ?? DEFAULT_PARAMETER_PREFIX;

    this.stream = props.stream ?? createStream(this, props);
    this.streams = new ByStack(this, (other) => localStream(other, {
      owner: this,
      stream: this.stream,
      streamArnParameter: this.parameterPrefix + STREAM_ARN_PARAMETER,
      keyArnParameter: this.parameterPrefix + KEY_ARN_PARAMETER,
    }));
    this._operations = new Operations({
      owner: this,
      streamOf: (construct) => this.streams.of(construct),
      contents: contentsBy(props),
      onVpcEndpoint: (created) => this._attacher.allowTo(created),
    });
    this.environment = Object.freeze({ [STREAM_ARN.variable]: this.stream.streamArn, ...renderSettings(props) });

    // A reference to a layer in another stack would block the deployment of every later version of the layer.
    const resources = new ByStack(this, (place) => this.createResources(place));
    const home = resources.of(this);
    this.layer = home.layer;
    this.policy = home.policy;
    this.sharing = new Sharing(this, home.layer, this.stream);
    this._attacher = new Attacher({
      owner: this,
      settings: props,
      ownStream: this.stream,
      streamIdentities: () => streamIdentitiesOf(this.stream.streamArn, this, 'while building'),
      isStreamSharedWith: (accountId) => this.sharing.isStreamSharedWith(accountId),
      resourcesIn: (stack) => resources.of(stack),
      byHand: () => byHandFrom(this.parameterPrefix),
    });

    this.layerArnParameter = this.createParameter('LayerArnParameter', LAYER_ARN_PARAMETER, this.layer.layerVersionArn,
      'ARN of the Lambda layer that streams telemetry to Kinesis');
    this.policyArnParameter = this.createParameter('PolicyArnParameter', POLICY_ARN_PARAMETER, this.policy.managedPolicyArn,
      'ARN of the IAM policy that a function with the telemetry layer needs');
    this.streamArnParameter = this.createParameter('StreamArnParameter', STREAM_ARN_PARAMETER, this.stream.streamArn,
      'ARN of the Kinesis stream that receives Lambda telemetry');
    const { encryptionKey } = this.stream;
    if (encryptionKey) this.createParameter('KeyArnParameter', KEY_ARN_PARAMETER, encryptionKey.keyArn, 'ARN of the key of the Kinesis stream that receives Lambda telemetry');

    this.node.addValidation({ validate: () => this.whatIsWrongWithNames() });
    this.node.addValidation({ validate: () => circlesOfNestedStacks(this, this._attacher.attached.map(({ fn }) => fn.construct)) });
    // Where nothing else orders the stacks, the stream comes first.
    this.node.addValidation({ validate: () => orderStacks(this, this.streams.stacks) });
  }

  /**
   * Allows all functions of another account to use the layer.
   *
   * The old versions of a shared layer are retained when a new version is deployed, because other accounts use their ARNs. Only the layer of
   * this stack is shared; its ARN is in the SSM parameter. To share the stream, use `shareStreamWithAccount`.
   *
   * @param accountId an account id of 12 digits, known at synth time
   * @throws when the account id is invalid
   * @see https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
   */
  public shareWithAccount(accountId: string): void {
    this.sharing.shareLayerWithAccount(accountId);
  }

  /**
   * Allows all functions of an organization to use the layer, like `shareWithAccount` for an account.
   *
   * @param organizationId the id of the organization, such as `o-a1b2c3d4e5`, known at synth time
   * @throws when the id is invalid
   * @see https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
   */
  public shareWithOrganization(organizationId: string): void {
    this.sharing.shareLayerWithOrganization(organizationId);
  }

  /**
   * Allows roles of another account to write to the stream, by the resource policy of the stream and the key policy of its customer managed
   * key.
   *
   * The roles also need a policy in their own account. `attachTo` adds it, in this app or in another app with `fromAttributes`.
   *
   * @param accountId an account id of 12 digits, known at synth time
   * @throws when the account id is invalid, when the stream is imported, or when the stream is encrypted with the AWS managed key for Kinesis,
   * which no other account can use
   * @see https://docs.aws.amazon.com/streams/latest/dev/resource-based-policy-examples.html
   */
  public shareStreamWithAccount(accountId: string): void {
    this.sharing.shareStreamWithAccount(accountId);
  }

  private createResources(scope: Construct): TelemetryResources & { readonly layer: TelemetryLayer } {
    const { layerVersionName, description, policyName } = this.props;
    const { stream, key } = this.streams.of(scope);
    const layer = new TelemetryLayer(scope, { layerVersionName, description });
    const policy = new TelemetryPolicy(scope, { streamArn: stream.streamArn, key, policyName: scope === this ? policyName : undefined });
    return {
      layer, layerContentHash: layer.contentHash, layerContents: layer.contents, stream, policy, ownPolicy: () => policy,
      policyListsRoles: key?.isNear === true && key.key.node.defaultChild !== undefined,
    };
  }

  private createParameter(id: string, name: string, stringValue: string, description: string): ssm.IStringParameter {
    // CDK cannot derive simpleName from the name if the prefix is a token.
    return new ssm.StringParameter(this, id, { parameterName: this.parameterPrefix + name, simpleName: false, stringValue, description });
  }

  private get uniqueNames(): UniqueNames {
    const { parameterPrefix, props: { streamName, policyName } } = this;
    return { owner: this, parameterPrefix, streamName, policyName };
  }

  private whatIsWrongWithNames(): string[] {
    const others = this.node.root.node.findAll().filter((other): other is KinesisTelemetryExtension => other instanceof KinesisTelemetryExtension);
    return whatIsWrongWithNames(this.uniqueNames, others.map(({ uniqueNames }) => uniqueNames));
  }
}
