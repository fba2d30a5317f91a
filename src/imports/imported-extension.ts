import { Arn, ArnFormat, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ImportedExtensionSettings } from './imported-extension-settings';
import { Attacher } from '../attach/attacher';
import { checkKey } from '../checks/keys';
import { KinesisTelemetryExtensionBase } from '../kinesis-telemetry-extension-base';
import { Operations } from '../operations/operations';
import { LAYER_ID } from '../resources/telemetry-layer';
import { TelemetryPolicy } from '../resources/telemetry-policy';
import { TelemetryResources } from '../resources/telemetry-resources';
import { renderSettings } from '../settings/environment';
import { STREAM_ARN, STREAM_ARN_PATTERN } from '../settings/settings';
import { ByStack } from '../stacks/by-stack';
import { isNear, LocalStream } from '../stream/local-stream';
import { SHORTEST_RETENTION } from '../stream/stream';
import { StreamIdentity } from '../survey/stream-identity';

/** The three ARNs, as values of one stack. */
export interface ExtensionArns {
  readonly layerVersionArn: string;
  readonly streamArn: string;
  readonly policyArn?: string;
}

/** Returns the ARNs for each stack, so that stacks have no references to each other. A stack reads only what it needs, and each ARN once. */
export interface ArnReader {
  readonly layerVersionArn: (scope: Construct) => string;
  readonly streamArn: (scope: Construct) => string;
  readonly policyArn: (scope: Construct) => string | undefined;
}

export interface ImportedExtensionProps {
  readonly settings: ImportedExtensionSettings;
  readonly arns: ArnReader;
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
  private readonly streams: ByStack<LocalStream>;
  private readonly resources: ByStack<TelemetryResources>;
  private foundOperations?: Operations;

  constructor(scope: Construct, id: string, private readonly props: ImportedExtensionProps) {
    super(scope, id);
    const { settings, byHand, streamIdentities } = props;
    this.rendered = this.renderSettings();
    this.streams = new ByStack(this, (place) => this.importStream(place));
    this.resources = new ByStack(this, (place) => this.createResources(place));
    this._attacher = new Attacher({
      owner: this,
      settings,
      streamIdentities: () => streamIdentities(this),
      resourcesIn: (stack) => {
        checkReach(props, stack, this);
        return this.resources.of(stack);
      },
      byHand,
    });
  }

  public get stream(): kinesis.IStream {
    return this.streams.of(this).stream;
  }

  public get layer(): lambda.ILayerVersion {
    return this.resources.of(this).layer;
  }

  public get policy(): iam.IManagedPolicy {
    return this.resources.of(this).policy;
  }

  public get environment(): { [variable: string]: string } {
    return Object.freeze({ [STREAM_ARN.variable]: this.stream.streamArn, ...this.rendered });
  }

  /** @internal */
  protected get _operations(): Operations {
    return this.foundOperations ??= new Operations({
      owner: this, streamOf: (construct) => this.streams.of(construct), contents: { retention: SHORTEST_RETENTION },
      onVpcEndpoint: (created) => this._attacher.allowTo(created),
    });
  }

  private renderSettings(): Record<string, string> {
    try {
      checkKey('streamEncryptionKey', this.props.settings.streamEncryptionKey);
      return renderSettings(this.props.settings);
    } catch (cause) {
      throw new Error(`${this.node.path}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    }
  }

  private importStream(scope: Construct): LocalStream {
    const { arns, settings: { streamEncryptionKey: key } } = this.props;
    const stream = kinesis.Stream.fromStreamAttributes(scope, 'Stream', { streamArn: arns.streamArn(scope), encryptionKey: key });
    return { stream, env: stream.env, grantable: stream, key: key && { key, isNear: isNear(scope, key.keyArn) } };
  }

  private createResources(scope: Construct): TelemetryResources {
    const { arns } = this.props;
    const { stream, key } = this.streams.of(scope);
    const policyArn = arns.policyArn(scope);
    let own: TelemetryPolicy | undefined;
    const ownPolicy = () => own ??= new TelemetryPolicy(scope, { streamArn: stream.streamArn, key });
    return {
      // Without compatible runtimes: CDK would reject functions with a runtime that is not in the list.
      layer: lambda.LayerVersion.fromLayerVersionAttributes(scope, LAYER_ID, { layerVersionArn: arns.layerVersionArn(scope) }),
      layerMayBeSigned: this.props.knownArns !== undefined,
      stream,
      policy: policyArn === undefined ? ownPolicy() : iam.ManagedPolicy.fromManagedPolicyArn(scope, 'SharedPolicy', policyArn),
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
    if ((value === undefined && prop === 'policyArn') || Token.isUnresolved(value) || (value !== undefined && pattern.test(value))) continue;
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
