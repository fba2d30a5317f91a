/** A feature that moto lacks, and the check that replaces it. A run fails if it finds other gaps than these. */
export interface KnownGap {
  /** the name that the run reports */
  readonly what: string;
  readonly reason: string;
}

export const KNOWN_GAPS: readonly KnownGap[] = [
  {
    what: 'AWS::Lambda::Function: LoggingConfig',
    reason: 'moto drops the log group and the format of the logs; cfn-lint checks the property, and the demo uses it',
  },
  {
    what: 'AWS::SQS::QueuePolicy',
    reason: 'moto does not create it; cfn-lint checks it, and cdk-nag checks that the queue requires TLS',
  },
  {
    what: 'lambda:GetLayerVersionByArn',
    reason: 'the check uses the name and the version in the ARN',
  },
  {
    what: 'lambda:GetLayerVersion: Content.Location',
    reason: 'moto returns no link to the content; the check reads the object in S3 with the hash and the size of the layer',
  },
  {
    what: 'iam:SimulatePrincipalPolicy',
    reason: 'moto enforces IAM while the check makes calls with the credentials of the role',
  },
];
