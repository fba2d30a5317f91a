import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import { Construct } from 'constructs';

export interface TelemetryPolicyProps {
  readonly stream: kinesis.IStream;
  readonly policyName?: string;
}

/** What a function's role needs to write to the stream, and nothing else. */
export class TelemetryPolicy extends iam.ManagedPolicy {
  private readonly attachedRoles = new Set<iam.IRole>();

  constructor(scope: Construct, props: TelemetryPolicyProps) {
    const { encryptionKey, streamArn } = props.stream;
    const statements = [new iam.PolicyStatement({ actions: ['kinesis:PutRecords'], resources: [streamArn] })];
    if (encryptionKey) {
      // https://docs.aws.amazon.com/streams/latest/dev/permissions-user-key-KMS.html
      statements.push(new iam.PolicyStatement({ actions: ['kms:GenerateDataKey'], resources: [encryptionKey.keyArn] }));
    }
    super(scope, 'Policy', {
      managedPolicyName: props.policyName,
      description: 'Write Lambda telemetry to a Kinesis stream',
      statements,
    });
  }

  public override attachToRole(role: iam.IRole): void {
    this.attachedRoles.add(role);
    super.attachToRole(role);
  }

  /** Whether the policy itself names the role. To read that from the resource would freeze its list of roles too early. */
  public isAttachedTo(role: iam.IRole): boolean {
    return this.attachedRoles.has(role);
  }
}
