/** The packs of cdk-nag, by the names of their classes. Versions 2 and 3 have the same. */
export const PACKS = ['AwsSolutionsChecks', 'HIPAASecurityChecks', 'NIST80053R4Checks', 'NIST80053R5Checks', 'PCIDSS321Checks'] as const;

/** A finding of cdk-nag: a rule, and the path of the resource. */
export interface Finding {
  readonly rule: string;
  readonly path: string;
}

/** Whether this library creates the resource. The compositions name their extensions so. */
export const isOurs = ({ path }: Finding) => /\/(Telemetry|Other)\/|\/KinesisTelemetry/.test(path);

/** What only the app can decide, and a prop decides. The composition `regulated` gives these props. docs/operations.md lists them. */
const PROPS: Record<string, RegExp> = {
  'encryptionKey of addArchive': /-S3DefaultEncryptionKMS$/,
  'encryptionKey or logEncryptionKey of addArchive': /-CloudWatchLogGroupEncrypted$/,
  'alarmActions of addAlarms': /-CloudWatchAlarmAction$/,
  'streamEncryptionKey, whose price AwsSolutions warns of': /^AwsSolutions-KDS3$/,
};

/** The findings in resources of this library that no prop resolves. */
export function unexplained(findings: readonly Finding[]): Finding[] {
  return findings.filter((finding) => isOurs(finding) && !Object.values(PROPS).some((rule) => rule.test(finding.rule)));
}
