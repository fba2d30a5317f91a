import { keepCredentials } from '../../../kinesis/kept-credentials';

type Environment = Readonly<Record<string, string | undefined>>;

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** The call failed before it was sent. The name is the SDK's. */
export class CredentialsProviderError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CredentialsProviderError';
  }
}

/** Where AWS serves credentials over HTTP without TLS, besides the loopback interface. */
const TRUSTED_HOSTS = ['169.254.170.2', '169.254.170.23', '[fd00:ec2::23]'];
const LOOPBACK = /^(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])$/i;
const RELATIVE_TO = 'http://169.254.170.2';

const TIMEOUT_MS = 1_000;
const ATTEMPTS = 4;
const PAUSE_MS = 100;

/**
 * Returns a function that provides credentials: from environment variables, or with SnapStart from a container endpoint. Those of an
 * endpoint are kept, and fetched again before they expire.
 *
 * @param now milliseconds since the epoch
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
 */
export function createCredentialsProvider(env: Environment, now: () => number): () => Promise<Credentials> {
  const { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: relative, AWS_CONTAINER_CREDENTIALS_FULL_URI: full } = env;
  if (!relative && !full) return () => Promise.resolve().then(() => fromEnvironment(env));
  const url = relative ? `${RELATIVE_TO}${relative}` : full!;
  return keepCredentials(() => fromEndpoint(url, env), now);
}

function fromEnvironment(env: Environment): Credentials {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken } = env;
  if (!accessKeyId || !secretAccessKey) throw new CredentialsProviderError('Unable to find environment variable credentials.');
  return { accessKeyId, secretAccessKey, sessionToken: sessionToken || undefined };
}

async function fromEndpoint(url: string, env: Environment): Promise<Credentials> {
  const [, origin, protocol, host, path] = /^((https?):\/\/([^/:]+|\[[^\]]+\])(?::\d+)?)(\/.*)?$/i.exec(url) ?? [];
  if (origin === undefined) throw new CredentialsProviderError(`the credentials endpoint must be an http or https URL, got ${url}`);
  if (protocol.toLowerCase() !== 'https' && !TRUSTED_HOSTS.includes(host) && !LOOPBACK.test(host)) {
    throw new CredentialsProviderError(`the credentials endpoint must use https, or be on the loopback interface or a container host, got ${url}`);
  }
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask(origin, path ?? '/', env);
    } catch (error) {
      if (attempt === ATTEMPTS) throw new CredentialsProviderError((error as Error).message);
      await new Promise<void>((resolve) => void engine.setTimer(PAUSE_MS, resolve));
    }
  }
}

async function ask(origin: string, path: string, env: Environment): Promise<Credentials> {
  const { answer } = engine.request({
    pool: 'credentials', origin, path, method: 'GET', headers: authorization(env), connectTimeoutMs: TIMEOUT_MS, timeoutMs: TIMEOUT_MS, retriesStale: true,
  });
  const { status, body } = await answer;
  const text = engine.decode(body, 'utf8', 0, body.length);
  if (status !== 200) throw new Error(`the credentials endpoint responded with status ${status}: ${text.slice(0, 200)}`);
  const { AccessKeyId, SecretAccessKey, Token, Expiration } = JSON.parse(text) as Record<string, unknown>;
  const expiration = new Date(String(Expiration));
  if (typeof AccessKeyId !== 'string' || typeof SecretAccessKey !== 'string' || typeof Token !== 'string' || Number.isNaN(expiration.getTime())) {
    throw new Error('the credentials endpoint must respond with AccessKeyId, SecretAccessKey, Token and Expiration');
  }
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: Token, expiration };
}

/** The file is read each time, because what is in it changes. */
function authorization(env: Environment): Record<string, string> {
  const { AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: file, AWS_CONTAINER_AUTHORIZATION_TOKEN: token } = env;
  const value = file ? engine.readFile(file).trim() : token;
  if (!value) return {};
  if (/[\r\n]/.test(value)) throw new Error('the authorization token must not contain a line break');
  return { authorization: value };
}
