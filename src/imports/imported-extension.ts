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
import { parseStreamArn, STREAM_ARN } from '../settings/settings';
import { SHORTEST_RETENTION } from '../stream/stream';

/** The three ARNs, as one stack knows them. */
export interface ExtensionArns {
  readonly layerVersionArn: string;
  readonly streamArn: string;
  readonly policyArn?: string;
}

export interface ImportedExtensionProps {
  readonly settings: ImportedExtensionSettings;
  /** Each stack finds them for itself: nothing is handed from stack to stack. */
  readonly arnsIn: (scope: Construct) => ExtensionArns;
  readonly byHand: () => string;
}

/** An extension that was made elsewhere, of which the ARNs are known. */
export class ImportedExtension extends KinesisTelemetryExtensionBase {
  public readonly stream: kinesis.IStream;
  public readonly layer: lambda.ILayerVersion;
  public readonly policy: iam.IManagedPolicy;
  public readonly environment: { [variable: string]: string };

  /** @internal */
  protected readonly _operations: Operations;

  /** @internal */
  protected readonly _attacher: Attacher;

  constructor(scope: Construct, id: string, private readonly props: ImportedExtensionProps) {
    super(scope, id);
    const { settings, arnsIn, byHand } = props;
    const arns = arnsIn(this);
    const rendered = this.renderSettings();
    this.stream = this.importStream(this, arns);
    this._operations = new Operations(this, this.stream, { retention: SHORTEST_RETENTION });
    const home = this.createResources(this, arns, this.stream);
    const resources = new ResourcesByStack(this, home, (other) => {
      const theirs = arnsIn(other);
      return this.createResources(other, theirs, this.importStream(other, theirs));
    });
    this.layer = home.layer;
    this.policy = home.policy;
    this.environment = Object.freeze({ [STREAM_ARN.variable]: arns.streamArn, ...rendered });
    this._attacher = new Attacher({
      owner: this,
      settings,
      stream: this.stream,
      resourcesIn: (stack) => {
        checkReach(arns, stack, this);
        return resources.in(stack);
      },
      byHand,
    });
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

  private createResources(scope: Construct, arns: ExtensionArns, stream: kinesis.IStream): TelemetryResources {
    let own: TelemetryPolicy | undefined;
    const ownPolicy = () => own ??= new TelemetryPolicy(scope, { stream });
    return {
      // Without a list of runtimes: core would compare it with those that it knows, and refuse newer ones.
      layer: lambda.LayerVersion.fromLayerVersionAttributes(scope, LAYER_ID, { layerVersionArn: arns.layerVersionArn }),
      streamArn: arns.streamArn,
      policy: arns.policyArn === undefined ? ownPolicy() : iam.ManagedPolicy.fromManagedPolicyArn(scope, 'SharedPolicy', arns.policyArn),
      ownPolicy,
    };
  }
}

/** @throws when an ARN is none, or not of what it should be */
export function checkArns(construct: string, { layerVersionArn, streamArn, policyArn }: ExtensionArns): void {
  const rules: [prop: string, value: string | undefined, pattern: RegExp, example: string][] = [
    ['layerVersionArn', layerVersionArn, /^arn:[^:]+:lambda:[^:]+:\d{12}:layer:[^:]+:\d+$/, 'arn:aws:lambda:eu-west-1:123456789012:layer:telemetry:7'],
    ['policyArn', policyArn, /^arn:[^:]+:iam::(\d{12}|aws):policy\/.+$/, 'arn:aws:iam::123456789012:policy/telemetry'],
  ];
  for (const [prop, value, pattern, example] of rules) {
    if (value === undefined || Token.isUnresolved(value) || pattern.test(value)) continue;
    throw new Error(`${construct}: ${prop} must be an ARN such as ${example}, got ${JSON.stringify(value)}`);
  }
  if (!Token.isUnresolved(streamArn)) parseStreamArn(streamArn);
}

/** @throws when Lambda or IAM would refuse what is in another place, so far as places are known */
function checkReach({ layerVersionArn, policyArn }: ExtensionArns, { account, region }: Stack, owner: Construct): void {
  const layerRegion = partOf(layerVersionArn, 'region');
  if (layerRegion !== undefined && !Token.isUnresolved(region) && layerRegion !== region) {
    throw new Error(`${owner.node.path} has a layer in ${layerRegion}, and the function is in ${region}: Lambda takes only layers of the `
      + 'function\'s own region. Import the layer of that region');
  }
  const policyAccount = policyArn === undefined ? undefined : partOf(policyArn, 'account');
  if (policyAccount !== undefined && policyAccount !== 'aws' && !Token.isUnresolved(account) && policyAccount !== account) {
    throw new Error(`${owner.node.path} has a policy in account ${policyAccount}, and the function is in account ${account}: IAM attaches `
      + 'only policies of the role\'s own account. Leave policyArn out, and a policy is made where the function is');
  }
}

function partOf(arn: string, part: 'account' | 'region'): string | undefined {
  return Token.isUnresolved(arn) ? undefined : Arn.split(arn, ArnFormat.NO_RESOURCE_NAME)[part];
}
