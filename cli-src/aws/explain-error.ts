import { CommandError } from '../errors';

/** What the reader of a stream must be allowed to do. */
const READ_STREAM = 'kinesis:ListShards, kinesis:GetShardIterator and kinesis:GetRecords on the stream, and kms:Decrypt if it has a key of its own';

/** What the reader of an archive must be allowed to do. */
export const READ_OBJECTS = 's3:ListBucket on the bucket, s3:GetObject on its objects, and kms:Decrypt if they have a key of their own';

const NO_CREDENTIALS = ['CredentialsProviderError', 'TokenProviderError', 'NoCredentials'];
const EXPIRED = ['ExpiredToken', 'ExpiredTokenException', 'RequestExpired'];
const UNKNOWN = ['UnrecognizedClientException', 'InvalidClientTokenId', 'InvalidSignatureException', 'SignatureDoesNotMatch', 'MissingAuthenticationTokenException', 'IncompleteSignature'];
const FORBIDDEN = ['AccessDeniedException', 'AccessDenied', 'UnauthorizedOperation'];
const UNREACHABLE = ['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ENETUNREACH', 'EHOSTUNREACH'];

/** What was asked for, of whom. */
export interface Circumstances {
  /** The stream, as messages name it. */
  readonly what: string;
  readonly region?: string;
  readonly profile?: string;
  /** What is needed. @default - what a reader of a stream needs */
  readonly permissions?: string;
}

/** Returns an error that says what to do. Errors that are no surprise of AWS are returned as they are. */
export function explain(error: unknown, { what, region, profile, permissions = READ_STREAM }: Circumstances): unknown {
  if (!(error instanceof Error) || error instanceof CommandError) return error;
  const said = error.message.replace(/\s*\n\s*/g, ' ');
  const place = region === undefined ? '' : ` in ${region}`;
  const { name } = error;
  if (/region is missing/i.test(said)) return new CommandError('no region is configured. Give --region, or set AWS_REGION, or the region of your profile: aws configure');
  if (NO_CREDENTIALS.includes(name)) {
    return new CommandError(`there are no AWS credentials${profile === undefined ? '' : ` for the profile ${profile}`} (${said}). Sign in as for the AWS CLI: aws sso login, aws configure, AWS_PROFILE or --profile`);
  }
  if (EXPIRED.includes(name)) return new CommandError(`the AWS credentials have expired (${said}). Sign in again, for example: aws sso login`);
  if (UNKNOWN.includes(name)) return new CommandError(`AWS does not accept the credentials (${said}). Check AWS_PROFILE, --profile and AWS_ACCESS_KEY_ID, and --region`);
  if (FORBIDDEN.includes(name)) return new CommandError(`no access to ${what}${place}: ${said}. Needed: ${permissions}`);
  if (name.startsWith('KMS')) return new CommandError(`the key of ${what} cannot be used: ${said}. Needed: kms:Decrypt on the key of the stream, and a key that is enabled`);
  if (name === 'ResourceNotFoundException') {
    return new CommandError(`there is no stream ${what}${place} in this account: ${said}. aws kinesis list-streams lists those that there are; --region and --profile choose others`);
  }
  if (name === 'NoSuchBucket') return new CommandError(`there is no bucket of ${what}: ${said}. aws s3 ls lists those that there are`);
  if (name === 'PermanentRedirect') return new CommandError(`the bucket of ${what} is in another region: ${said}. --region names it`);
  const { code } = error as NodeJS.ErrnoException;
  if (code !== undefined && UNREACHABLE.includes(code)) {
    return new CommandError(`AWS cannot be reached${place} (${said || code}). Check the network, --region and AWS_ENDPOINT_URL_KINESIS or AWS_ENDPOINT_URL_S3`);
  }
  return new CommandError(`AWS answered with ${name}: ${said}`, { cause: error });
}
