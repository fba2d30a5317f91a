/** What moto does not do, and where it is looked at instead. Each must be met in a run, and what is met must be here. */
export interface KnownGap {
  /** As the run finds it. */
  readonly what: string;
  readonly reason: string;
}

export const KNOWN_GAPS: readonly KnownGap[] = [
  {
    what: 'AWS::Lambda::Function: LoggingConfig',
    reason: 'the log group and the format of the logs are dropped; cfn-lint checks the property, the demo runs with it',
  },
  {
    what: 'AWS::SQS::QueuePolicy',
    reason: 'it is not made; cfn-lint checks it, and cdk-nag that the queue wants TLS',
  },
  {
    what: 'lambda:GetLayerVersionByArn',
    reason: 'the layer is asked for by the name and the version in its ARN',
  },
  {
    what: 'lambda:GetLayerVersion: Content.Location',
    reason: 'there is no link to the content: it is read from the object in S3 that has the layer\'s hash and size',
  },
  {
    what: 'iam:SimulatePrincipalPolicy',
    reason: 'instead of a simulation, IAM is enforced while calls are made with the credentials of the role',
  },
];
