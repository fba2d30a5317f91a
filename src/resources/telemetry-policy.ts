import { Stack, Token, TokenComparison } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { explainWildcardsToNag } from '../checks/nag-reasons';

export interface TelemetryPolicyProps {
  readonly stream: kinesis.IStream;
  readonly policyName?: string;
}

/** The policy for the roles of functions. It allows only writing to the stream. */
export class TelemetryPolicy extends iam.ManagedPolicy {
  private readonly attachedRoles = new Set<iam.IRole>();

  constructor(scope: Construct, props: TelemetryPolicyProps) {
    const { streamArn } = props.stream;
    const statements = [new iam.PolicyStatement({ actions: ['kinesis:PutRecords'], resources: [streamArn] })];
    const key = keyStatement(scope, props.stream);
    if (key) statements.push(key);
    super(scope, 'Policy', {
      managedPolicyName: props.policyName,
      description: 'Write Lambda telemetry to a Kinesis stream',
      statements,
    });
    if (key?.resources.some((resource) => resource.endsWith('/*'))) {
      explainWildcardsToNag(this, 'The key is in another account or region, where it has no name; the condition is for this stream only');
    }
  }

  public override attachToRole(role: iam.IRole): void {
    this.attachedRoles.add(role);
    super.attachToRole(role);
  }

  /** Whether the policy names the role. Reading the list from the resource would resolve it before it is complete. */
  public isAttachedTo(role: iam.IRole): boolean {
    return this.attachedRoles.has(role);
  }
}

/** https://docs.aws.amazon.com/streams/latest/dev/permissions-user-key-KMS.html */
function keyStatement(scope: Construct, { encryptionKey, streamArn, env }: kinesis.IStream): iam.PolicyStatement | undefined {
  if (!encryptionKey) return undefined;
  const actions = ['kms:GenerateDataKey'];
  if (!isOutOfReach(scope, encryptionKey)) return new iam.PolicyStatement({ actions, resources: [encryptionKey.keyArn] });
  // The id of a key is unknown until it is created. The encryption context limits the statement to the stream.
  const anyKey = Stack.of(scope).formatArn({ service: 'kms', region: env.region, account: env.account, resource: 'key', resourceName: '*' });
  return new iam.PolicyStatement({
    actions, resources: [anyKey], conditions: { StringEquals: { 'kms:EncryptionContext:aws:kinesis:arn': streamArn } },
  });
}

/** Whether this app creates the key in another account or region. CDK cannot refer to such a key. */
function isOutOfReach(scope: Construct, key: kms.IKey): boolean {
  const { account, region } = Stack.of(scope);
  return key.node.defaultChild !== undefined && [[account, key.env.account], [region, key.env.region]].some(([ours, theirs]) =>
    Token.compareStrings(ours, theirs) === TokenComparison.DIFFERENT);
}
