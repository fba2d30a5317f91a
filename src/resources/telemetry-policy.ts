import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { explainWildcardsToNag } from '../checks/nag-reasons';
import { compareEnvironments } from '../stacks/places';

export interface TelemetryPolicyProps {
  readonly streamArn: string;
  readonly key?: PolicyKey;
  readonly policyName?: string;
}

/** The customer managed key of the stream. */
interface PolicyKey {
  readonly key: kms.IKey;
  /** Whether the stack can name the key without a reference to another stack. */
  readonly isNear: boolean;
}

/** The policy for the roles of functions. It allows only writing to the stream. */
export class TelemetryPolicy extends iam.ManagedPolicy {
  private readonly attachedRoles = new Set<iam.IRole>();

  constructor(scope: Construct, { streamArn, key, policyName }: TelemetryPolicyProps) {
    super(scope, 'Policy', {
      managedPolicyName: policyName,
      description: 'Write Lambda telemetry to a Kinesis stream',
      statements: [
        new iam.PolicyStatement({ actions: ['kinesis:PutRecords'], resources: [streamArn] }),
        ...key ? [keyStatement(scope, streamArn, key)] : [],
      ],
    });
    if (key && !isNamed(scope, key)) {
      explainWildcardsToNag(this, 'The id of the key is known only in the stack of the key; the condition is for this stream only');
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
function keyStatement(scope: Construct, streamArn: string, policyKey: PolicyKey): iam.PolicyStatement {
  const { key } = policyKey;
  const actions = ['kms:GenerateDataKey'];
  if (isNamed(scope, policyKey)) return new iam.PolicyStatement({ actions, resources: [key.keyArn] });
  // The id of a key is unknown until it is created. The encryption context limits the statement to the stream.
  const { region, account } = key.env;
  const anyKey = Stack.of(scope).formatArn({ service: 'kms', region, account, resource: 'key', resourceName: '*' });
  return new iam.PolicyStatement({
    actions, resources: [anyKey], conditions: { StringEquals: { 'kms:EncryptionContext:aws:kinesis:arn': streamArn } },
  });
}

/** CDK cannot refer to a key of this app in another account or region. */
function isNamed(scope: Construct, { key, isNear }: PolicyKey): boolean {
  const { account, region } = compareEnvironments(Stack.of(scope), key.env);
  return isNear && (key.node.defaultChild === undefined || ![account, region].includes('different'));
}
