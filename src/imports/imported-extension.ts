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
  readonly byHand: () => string;
}

/** An extension that another app has created. */
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
      // Without compatible runtimes: CDK would reject functions with a runtime that is not in the list.
      layer: lambda.LayerVersion.fromLayerVersionAttributes(scope, LAYER_ID, { layerVersionArn: arns.layerVersionArn }),
      streamArn: arns.streamArn,
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
function checkReach({ layerVersionArn, policyArn }: ExtensionArns, { account, region }: Stack, owner: Construct): void {
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
