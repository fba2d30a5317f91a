/** What cfn-lint says about templates, and why it stays. */
export interface KnownFinding {
  readonly rule: string;
  readonly message: RegExp;
  /** The template, and the place in it. */
  readonly where: RegExp;
  readonly reason: string;
}

export const KNOWN_FINDINGS: readonly KnownFinding[] = [
  {
    rule: 'W3005',
    message: /dependency already enforced by a 'GetAtt' at 'Resources\/\w+\/Properties\/Role'/,
    where: /Resources\/\w+\/DependsOn/,
    reason: 'lambda.Function of aws-cdk-lib always names its role so, and what the role gets',
  },
  {
    rule: 'W2001',
    message: /^Parameter AssetParameters\w+ArtifactHash\w+ not used/,
    where: /all feature flags off/,
    reason: 'Without the feature flag for the new style of synthesis, aws-cdk-lib makes three parameters for each asset, and uses two',
  },
  {
    rule: 'W3045',
    message: /'AccessControl' is a legacy property/,
    where: /Archive\.template\.json Resources\/AccessLogs\w+\/Properties\/AccessControl/,
    reason: 'The bucket for access logs is the app\'s own: with old feature flags aws-cdk-lib gives it an ACL',
  },
];
