import { Arn, ArnFormat, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ImportedExtensionSettings } from './imported-extension-settings';
import { Attacher } from '../attach/attacher';
import { KinesisTelemetryExtensionBase } from '../kinesis-telemetry-extension-base';
import { Operations } from '../operations/operations';
import { ResourcesByStack } from '../resources/resources-by-stack';
import { LAYER_ID } from '../resources/telemetry-layer';
import { TelemetryPolicy } from '../resources/telemetry-policy';
import { TelemetryResources } from '../resources/telemetry-resources';
import { renderSettings } from '../settings/environment';
import { STREAM_ARN, STREAM_ARN_PATTERN } from '../settings/settings';
import { SHORTEST_RETENTION } from '../stream/stream';
import { StreamIdentity } from '../survey/stream-identity';

/** The three ARNs, as values of one stack. */
export interface ExtensionArns {
  readonly layerVersionArn: string;
  readonly streamArn: string;
  readonly policyArn?: string;
}

export interface ImportedExtensionProps {
  readonly settings: ImportedExtensionSettings;
  /** Called for each stack, so that stacks have no references to each other. */
  readonly arnsIn: (scope: Construct) => ExtensionArns;
  /** The ARNs as far as they are known at synth. */
  readonly knownArns?: ExtensionArns;
  /** The ways to name the stream. */
  readonly streamIdentities: (scope: Construct) => readonly StreamIdentity[];
  readonly byHand: () => string;
}

/** An extension that another app has created. It adds nothing to a stack until something there needs it. */
export class ImportedExtension extends KinesisTelemetryExtensionBase {
  /** @internal */
  protected readonly _attacher: Attacher;

  private readonly rendered: Record<string, string>;
  private foundHome?: TelemetryResources;
  private foundOperations?: Operations;

  constructor(scope: Construct, id: string, private readonly props: ImportedExtensionProps) {
    super(scope, id);
    const { settings, arnsIn, byHand, streamIdentities } = props;
    this.rendered = this.renderSettings();
    const resources = new ResourcesByStack(this, () => this.home, (other) => this.createResources(other, arnsIn(other)));
    this._attacher = new Attacher({
      owner: this,
      settings,
      streamIdentities: () => streamIdentities(this),
      resourcesIn: (stack) => {
        checkReach(props, stack, this);
        return resources.in(stack);
      },
      byHand,
    });
  }

  public get stream(): kinesis.IStream {
    return this.home.stream;
  }

  public get layer(): lambda.ILayerVersion {
    return this.home.layer;
  }

  public get policy(): iam.IManagedPolicy {
    return this.home.policy;
  }

  public get environment(): { [variable: string]: string } {
    return Object.freeze({ [STREAM_ARN.variable]: this.stream.streamArn, ...this.rendered });
  }

  /** @internal */
  protected get _operations(): Operations {
    return this.foundOperations ??= new Operations(this, this.stream, { retention: SHORTEST_RETENTION });
  }

  private get home(): TelemetryResources {
    return this.foundHome ??= this.createResources(this, this.props.arnsIn(this));
  }

  private renderSettings(): Record<string, string> {
    try {
      return renderSettings(this.props.settings);
    } catch (cause) {
      throw new Error(`${this.node.path}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    }
  }

  private importStream(scope: Construct, { streamArn }: ExtensionArns): kinesis.IStream {
    return kinesis.Stream.fromStreamAttributes(scope, 'Stream', { streamArn, encryptionKey: this.props.settings.streamEncryptionKey });
  }

  private createResources(scope: Construct, arns: ExtensionArns): TelemetryResources {
    const stream = this.importStream(scope, arns);
    let own: TelemetryPolicy | undefined;
    const ownPolicy = () => own ??= new TelemetryPolicy(scope, { stream });
    return {
      // Without compatible runtimes: CDK would reject functions with a runtime that is not in the list.
      layer: lambda.LayerVersion.fromLayerVersionAttributes(scope, LAYER_ID, { layerVersionArn: arns.layerVersionArn }),
      stream,
      policy: arns.policyArn === undefined ? ownPolicy() : iam.ManagedPolicy.fromManagedPolicyArn(scope, 'SharedPolicy', arns.policyArn),
      ownPolicy,
    };
  }
}

/** @throws when a value is not an ARN, or is the ARN of another kind of resource */
export function checkArns(construct: string, { layerVersionArn, streamArn, policyArn }: ExtensionArns): void {
  const rules: [prop: string, value: string | undefined, pattern: RegExp, example: string][] = [
    ['layerVersionArn', layerVersionArn, /^arn:[^:]+:lambda:[^:]+:\d{12}:layer:[^:]+:\d+$/, 'arn:aws:lambda:eu-west-1:123456789012:layer:telemetry:7'],
    ['streamArn', streamArn, STREAM_ARN_PATTERN, 'arn:aws:kinesis:eu-west-1:123456789012:stream/telemetry'],
    ['policyArn', policyArn, /^arn:[^:]+:iam::(\d{12}|aws):policy\/.+$/, 'arn:aws:iam::123456789012:policy/telemetry'],
  ];
  for (const [prop, value, pattern, example] of rules) {
    if (value === undefined || Token.isUnresolved(value) || pattern.test(value)) continue;
    throw new Error(`${construct}: ${prop} must be an ARN such as ${example}, got ${JSON.stringify(value)}`);
  }
}

/** @throws when the layer is in another region than the function, or the policy in another account. Unknown regions and accounts are not checked */
function checkReach({ knownArns }: ImportedExtensionProps, { account, region }: Stack, owner: Construct): void {
  if (!knownArns) return;
  const { layerVersionArn, policyArn } = knownArns;
  const layerRegion = partOf(layerVersionArn, 'region');
  if (layerRegion !== undefined && !Token.isUnresolved(region) && layerRegion !== region) {
    throw new Error(`${owner.node.path} has a layer in ${layerRegion}, but the function is in ${region}: Lambda accepts only layers of the `
      + `function's region. Import the layer in ${region}`);
  }
  const policyAccount = policyArn === undefined ? undefined : partOf(policyArn, 'account');
  if (policyAccount !== undefined && policyAccount !== 'aws' && !Token.isUnresolved(account) && policyAccount !== account) {
    throw new Error(`${owner.node.path} has a policy in account ${policyAccount}, but the function is in account ${account}: IAM attaches `
      + 'only policies of the role\'s account. Remove policyArn to create a policy in the account of the function');
  }
}

function partOf(arn: string, part: 'account' | 'region'): string | undefined {
  return Token.isUnresolved(arn) ? undefined : Arn.split(arn, ArnFormat.NO_RESOURCE_NAME)[part];
}
