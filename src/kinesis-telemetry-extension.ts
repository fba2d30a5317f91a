import { Stack, Stage, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { Attacher } from './attacher';
import { renderSettings } from './environment';
import { KinesisTelemetryExtensionBase } from './kinesis-telemetry-extension-base';
import { KinesisTelemetryExtensionProps } from './kinesis-telemetry-extension-props';
import { DEFAULT_PARAMETER_PREFIX, LAYER_ARN_PARAMETER, POLICY_ARN_PARAMETER, STREAM_ARN_PARAMETER } from './parameter-prefix';
import { checkProps } from './props-checks';
import { STREAM_ARN } from './settings';
import { createStream } from './stream';
import { contentsBy, StreamContents } from './stream-contents';
import { LAYER_ARCHIVE, TelemetryLayer } from './telemetry-layer';
import { TelemetryPolicy } from './telemetry-policy';
import { outermostStack, TelemetryResources } from './telemetry-resources';

/**
 * Streams the logs, platform events and extension logs of AWS Lambda functions to Amazon Kinesis Data Streams.
 *
 * It makes the Lambda layer with the extension, the stream, a managed policy to write to the stream, and SSM parameters
 * by which other stacks and tools find all three. `attachTo` gives a function what it needs.
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
  /**
   * The absolute path of the archive with the layer's files, on the machine that runs this app: for container images, to which layers do
   * not apply. Unpack it into `/opt` of the image, and attach the function with `extensionInImage`.
   */
  public static readonly LAYER_ARCHIVE: string = LAYER_ARCHIVE;

  private static othersWithTheParametersOf(one: KinesisTelemetryExtension): KinesisTelemetryExtension[] {
    return one.node.root.node.findAll().filter((other): other is KinesisTelemetryExtension =>
      other instanceof KinesisTelemetryExtension && other !== one
      && other.parameterPrefix === one.parameterPrefix && deploysToSamePlace(one, other));
  }

  /** The stream that receives the telemetry: the one that was given, or the one that was made. */
  public readonly stream: kinesis.IStream;

  /**
   * The layer with the extension, for this stack.
   *
   * Functions in other stacks of the app get a layer of their own stack: the ARN of a layer changes with each of its
   * versions, and CloudFormation refuses to change what another stack imports.
   */
  public readonly layer: lambda.ILayerVersion;

  /** The managed policy, for the functions of this stack: `kinesis:PutRecords` on the stream and nothing else, and use of its key if it has one. */
  public readonly policy: iam.IManagedPolicy;

  /** Holds the ARN of the layer: `/telemetry/kinesis/extension/arn`. */
  public readonly layerArnParameter: ssm.IStringParameter;

  /** Holds the ARN of the managed policy: `/telemetry/kinesis/runtime/policy/arn`. */
  public readonly policyArnParameter: ssm.IStringParameter;

  /** Holds the ARN of the stream: `/telemetry/kinesis/stream/arn`. */
  public readonly streamArnParameter: ssm.IStringParameter;

  /** The environment variables that `attachTo` sets: the ARN of the stream, and the settings that were given. */
  public readonly environment: { [variable: string]: string };

  /** @internal */
  protected readonly _contents: StreamContents;

  /** @internal */
  protected readonly _attacher: Attacher;

  /** What the functions of each stack use. */
  private readonly resources = new Map<Stack, TelemetryResources>();
  private readonly props: KinesisTelemetryExtensionProps;
  private readonly parameterPrefix: string;

  /**
   * @throws when a prop is out of range or not allowed beside another; the message names the prop, what was given and what is allowed
   */
  constructor(scope: Construct, id: string, props: KinesisTelemetryExtensionProps = {}) {
    super(scope, id);
    checkProps(this, props);
    this.props = props;
    this.parameterPrefix = props.parameterPrefix ?? DEFAULT_PARAMETER_PREFIX;

    this.stream = props.stream ?? createStream(this, props);
    this._contents = contentsBy(props);
    this.environment = Object.freeze({ [STREAM_ARN.variable]: this.stream.streamArn, ...renderSettings(props) });

    this._attacher = new Attacher({
      owner: this,
      settings: props,
      stream: this.stream,
      resourcesIn: (stack) => this.resourcesFor(stack),
      byHand: () => this.howToAttachByHand(),
    });

    const home = this.createResources(this, props.policyName);
    this.resources.set(outermostStack(Stack.of(this)), home);
    this.layer = home.layer;
    this.policy = home.policy;

    this.layerArnParameter = this.createParameter('LayerArnParameter', LAYER_ARN_PARAMETER, this.layer.layerVersionArn,
      'ARN of the Lambda layer that streams telemetry to Kinesis');
    this.policyArnParameter = this.createParameter('PolicyArnParameter', POLICY_ARN_PARAMETER, this.policy.managedPolicyArn,
      'ARN of the IAM policy that a function with the telemetry layer needs');
    this.streamArnParameter = this.createParameter('StreamArnParameter', STREAM_ARN_PARAMETER, this.stream.streamArn,
      'ARN of the Kinesis stream that receives Lambda telemetry');

    this.node.addValidation({ validate: () => this.whatIsWrongWithParameters() });
  }

  /** References to a layer of another stack would block the deployment of every later version of the layer. */
  private resourcesFor(stack: Stack): TelemetryResources {
    const outermost = outermostStack(stack);
    let resources = this.resources.get(outermost);
    if (!resources) {
      // The address is derived from the path: two extensions in one app do not meet, and nothing moves between deployments.
      resources = this.createResources(new Construct(outermost, `KinesisTelemetryExtension-${this.node.addr.slice(-8)}`));
      this.resources.set(outermost, resources);
    }
    return resources;
  }

  private createResources(scope: Construct, policyName?: string): TelemetryResources {
    const { layerVersionName, description } = this.props;
    const layer = new TelemetryLayer(scope, { layerVersionName, description });
    const policy = new TelemetryPolicy(scope, { stream: this.stream, policyName });
    return { layer, layerContentHash: layer.contentHash, streamArn: this.stream.streamArn, policy, ownPolicy: () => policy };
  }

  private createParameter(id: string, name: string, stringValue: string, description: string): ssm.IStringParameter {
    // The kind of name is said, not guessed: the prefix may be a token.
    return new ssm.StringParameter(this, id, { parameterName: this.parameterPrefix + name, simpleName: false, stringValue, description });
  }

  private howToAttachByHand(): string {
    const parameters = [LAYER_ARN_PARAMETER, POLICY_ARN_PARAMETER, STREAM_ARN_PARAMETER].map((name) => this.parameterPrefix + name);
    return `the layer's ARN is in the SSM parameter ${parameters[0]}, the ARN of the policy for the function's role in ${parameters[1]}, `
      + `and the value of the environment variable ${STREAM_ARN.variable} in ${parameters[2]}`;
  }

  private whatIsWrongWithParameters(): string[] {
    return KinesisTelemetryExtension.othersWithTheParametersOf(this).map((other) => `${this.node.path} and ${other.node.path} `
      + `claim the same SSM parameters (${this.parameterPrefix}/…) in one account and region. Give one of them another parameterPrefix`);
  }
}

/** Stacks without an environment go where the deployment of their stage goes; two stages may well go to two accounts. */
function deploysToSamePlace(one: Construct, other: Construct): boolean {
  const [a, b] = [Stack.of(one), Stack.of(other)];
  if (a.account !== b.account || a.region !== b.region) return false;
  return Stage.of(one) === Stage.of(other) || ![a.account, a.region].some((part) => Token.isUnresolved(part));
}
