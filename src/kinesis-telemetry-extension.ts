import { Stack, Stage, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct, IConstruct } from 'constructs';
import { checkRuntime, functionToAttach } from './attachable-function';
import { Attachment } from './attachment';
import { TelemetryConsumer } from './consumer';
import { TelemetryConsumerProps } from './consumer-props';
import { renderSettings } from './environment';
import { logGroupOf } from './function-configuration';
import { KinesisTelemetryExtensionProps } from './kinesis-telemetry-extension-props';
import { Operations } from './operations';
import { DEFAULT_PARAMETER_PREFIX, LAYER_ARN_PARAMETER, POLICY_ARN_PARAMETER, STREAM_ARN_PARAMETER } from './parameter-prefix';
import { checkProps } from './props-checks';
import { RecordFormat } from './record-format';
import { LOG_GROUP, STREAM_ARN } from './settings';
import { createStream, grantWriteTo } from './stream';
import { contentsBy } from './stream-contents';
import { TelemetryLayer } from './telemetry-layer';
import { TelemetryPolicy } from './telemetry-policy';
import { outermostStack, TelemetryResources } from './telemetry-resources';

/** Streams the telemetry of the Lambda functions that it is attached to into a Kinesis data stream. */
export interface IKinesisTelemetryExtension extends IConstruct {
  /** The stream that receives the telemetry. */
  readonly stream: kinesis.IStream;

  /** The layer with the extension. `attachTo` adds it to a function, together with all that it needs. */
  readonly layer: lambda.ILayerVersion;

  /** The policy that a function's role needs: `kinesis:PutRecords` on the stream, and use of the stream's own key if it has one. */
  readonly policy: iam.IManagedPolicy;

  /** The environment variables that a function needs, by name. */
  readonly environment: { [variable: string]: string };

  /**
   * Gives a function the layer, the settings and the permission.
   *
   * Attaching a function twice is the same as attaching it once.
   *
   * @param fn a `lambda.Function` (or `NodejsFunction`, …) with a Node.js runtime, nodejs22.x or newer
   */
  attachTo(fn: lambda.IFunction): void;
}

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
export class KinesisTelemetryExtension extends Construct implements IKinesisTelemetryExtension {
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

  /** What the functions of each stack use. */
  private readonly resources = new Map<Stack, TelemetryResources>();
  private readonly props: KinesisTelemetryExtensionProps;
  private readonly parameterPrefix: string;
  private readonly operations: Operations;

  /**
   * @throws when a prop is out of range or not allowed beside another; the message names the prop, what was given and what is allowed
   */
  constructor(scope: Construct, id: string, props: KinesisTelemetryExtensionProps = {}) {
    super(scope, id);
    checkProps(this, props);
    this.props = props;
    this.parameterPrefix = props.parameterPrefix ?? DEFAULT_PARAMETER_PREFIX;

    this.stream = props.stream ?? createStream(this, props);
    this.environment = Object.freeze({ [STREAM_ARN.variable]: this.stream.streamArn, ...renderSettings(props) });

    this.operations = new Operations(this, this.stream, contentsBy(props));

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

  /**
   * Gives a function the layer, the settings and the permission. Attaching a function twice is the same as attaching it once.
   *
   * The function may be in another stack of the app: that stack then gets a layer and a policy of its own.
   *
   * Warnings, by the id to acknowledge them with:
   * - `cdk-kinesis-telemetry-extension:roleNotChanged`: the function's role is imported and may not be changed here
   * - `cdk-kinesis-telemetry-extension:roleOfAnotherAccount`: the function's role is imported, maybe from another account
   * - `cdk-kinesis-telemetry-extension:streamOfAnotherAccount`: the stream needs a resource policy
   *
   * @param fn a `lambda.Function` (or `NodejsFunction`, …) with a Node.js runtime, nodejs22.x or newer
   * @throws when the function cannot have the extension: another runtime, a container image, Lambda@Edge, no free layer,
   * an imported function, an alias or a version, a setting that the function's own environment contradicts, or another
   * extension that is attached already. What can only be known at the end is an error of `cdk synth`.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-extensions.html
   */
  public attachTo(fn: lambda.IFunction): void {
    const target = functionToAttach(fn, this.howToAttachByHand());
    if (Attachment.isAttachedBy(this, target)) return;
    checkRuntime(target);
    this.checkStage(target);
    const resources = this.resourcesFor(Stack.of(target));
    new Attachment(target, { owner: this, resources, environment: { ...this.environment, ...this.logGroupFor(target) }, stream: this.stream });
  }

  /**
   * Allows somebody to read the stream, and to decrypt with its customer-managed key if it has one.
   *
   * Functions that are given to `addConsumer` have this permission already.
   *
   * @see https://docs.aws.amazon.com/streams/latest/dev/controlling-access.html
   */
  public grantRead(grantee: iam.IGrantable): iam.Grant {
    return this.stream.grantRead(grantee);
  }

  /**
   * Allows somebody to put records into the stream (`kinesis:PutRecords`), and to use its customer-managed key for that if it has one.
   *
   * Functions that are attached have this permission already. This is for roles of which only the ARN is known here, and for
   * producers of your own: what they write should be envelopes, or consumers take it for damage.
   *
   * @see https://docs.aws.amazon.com/streams/latest/dev/controlling-access.html
   */
  public grantWrite(grantee: iam.IGrantable): iam.Grant {
    return grantWriteTo(this.stream, grantee);
  }

  /**
   * Calls a function with what the stream carries: full batches, in order, and nothing that fails is lost unseen.
   *
   * It makes the event source with partial-batch responses, the permission to read, and a queue that tells of batches that were
   * given up, all under the function. The module `cdk-kinesis-telemetry-extension/consumer` decodes the records in the function.
   *
   * The function must not stream its own telemetry to this stream, or each call would cause the next one: that is an error at synth.
   *
   * Warnings, by the id to acknowledge them with:
   * - `cdk-kinesis-telemetry-extension:consumerRoleNotChanged`: the function's role is imported and may not be changed here
   * - `cdk-kinesis-telemetry-extension:filtersOfUnknownFormat`: filters, and it is not known here what records are like
   *
   * @param fn a function of any runtime, or a version or an alias of one
   * @param props what is not as it is for most
   * @returns the event source, the queue, and metrics of both
   * @throws when a prop is out of range or not allowed beside another, when filters would leave out every event, and when the
   * function is a consumer already; the message names the construct and the function
   * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html
   */
  public addConsumer(fn: lambda.IFunction, props?: TelemetryConsumerProps): TelemetryConsumer {
    return this.operations.addConsumer(fn, props);
  }

  /** A record in the format of CloudWatch Logs names the function's log group, which Lambda does not tell an extension. */
  private logGroupFor(fn: lambda.Function): Record<string, string> {
    const logGroup = this.props.recordFormat === RecordFormat.CLOUDWATCH_LOGS ? logGroupOf(fn) : undefined;
    return logGroup === undefined ? {} : { [LOG_GROUP.variable]: logGroup };
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
    return {
      layer: new TelemetryLayer(scope, { layerVersionName, description }),
      policy: new TelemetryPolicy(scope, { stream: this.stream, policyName }),
    };
  }

  private createParameter(id: string, name: string, stringValue: string, description: string): ssm.IStringParameter {
    // The kind of name is said, not guessed: the prefix may be a token.
    return new ssm.StringParameter(this, id, { parameterName: this.parameterPrefix + name, simpleName: false, stringValue, description });
  }

  private checkStage(fn: lambda.Function): void {
    if (Stage.of(fn) === Stage.of(this) || this.stream.node.defaultChild === undefined) return;
    throw new Error(`${fn.node.path} is in another stage than the stream of ${this.node.path}, and stages cannot refer to each `
      + 'other. Make a KinesisTelemetryExtension in each stage, or pass an imported stream (kinesis.Stream.fromStreamArn)');
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
