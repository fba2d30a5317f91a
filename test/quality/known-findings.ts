/** A finding of cfn-lint that is accepted. */
export interface KnownFinding {
  readonly rule: string;
  readonly message: RegExp;
  /** matches the template and the path in it */
  readonly where: RegExp;
  readonly reason: string;
}

export const KNOWN_FINDINGS: readonly KnownFinding[] = [
  {
    rule: 'W3005',
    message: /dependency already enforced by a 'GetAtt' at 'Resources\/\w+\/Properties\/Role'/,
    where: /Resources\/\w+\/DependsOn/,
    reason: 'lambda.Function of aws-cdk-lib always depends explicitly on its role and on the role\'s policies',
  },
  {
    rule: 'W3005',
    message: /dependency already enforced by a 'GetAtt' at 'Resources\/\w+\/Properties\/ExtendedS3DestinationConfiguration\/BucketARN'/,
    where: /DeliveryStream\w+\/DependsOn/,
    reason: 'The delivery stream depends on all of its bucket, and so also on what empties the bucket: otherwise Firehose would write to it meanwhile',
  },
  {
    rule: 'W2001',
    message: /^Parameter AssetParameters\w+ArtifactHash\w+ not used/,
    where: /all feature flags off/,
    reason: 'Without the feature flag for new-style synthesis, aws-cdk-lib makes three parameters for each asset and uses two of them',
  },
  {
    rule: 'W3045',
    message: /'AccessControl' is a legacy property/,
    where: /Archive\.template\.json Resources\/AccessLogs\w+\/Properties\/AccessControl/,
    reason: 'The app itself creates the bucket for access logs, and aws-cdk-lib gives it an ACL when feature flags are off',
  },
];
