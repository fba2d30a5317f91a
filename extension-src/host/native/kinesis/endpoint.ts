import type { StreamArn } from '../../../../src/settings/settings';

type Environment = Readonly<Record<string, string | undefined>>;

interface Suffixes {
  readonly dns: string;
  readonly dualStack: string;
  /** Whether a stream is reached at a host name of its account. */
  readonly byAccount: boolean;
}

/** https://docs.aws.amazon.com/general/latest/gr/ak.html, and the rules of the SDK, with which a test compares it. */
const PARTITIONS: Readonly<Record<string, Suffixes>> = {
  'aws': { dns: 'amazonaws.com', dualStack: 'api.aws', byAccount: true },
  'aws-cn': { dns: 'amazonaws.com.cn', dualStack: 'api.amazonwebservices.com.cn', byAccount: true },
  'aws-eusc': { dns: 'amazonaws.eu', dualStack: 'api.amazonwebservices.eu', byAccount: true },
  'aws-us-gov': { dns: 'amazonaws.com', dualStack: 'api.aws', byAccount: true },
  'aws-iso': { dns: 'c2s.ic.gov', dualStack: 'api.aws.ic.gov', byAccount: false },
  'aws-iso-b': { dns: 'sc2s.sgov.gov', dualStack: 'api.aws.scloud', byAccount: false },
  'aws-iso-e': { dns: 'cloud.adc-e.uk', dualStack: 'api.cloud-aws.adc-e.uk', byAccount: true },
  'aws-iso-f': { dns: 'csp.hci.ic.gov', dualStack: 'api.aws.hci.ic.gov', byAccount: true },
};

/** Where PutRecords calls for a stream go. */
export interface Endpoint {
  /** `https://host` or `http://host:port` */
  readonly origin: string;
  /** At least a slash. */
  readonly path: string;
}

/**
 * Returns the endpoint of a stream: the one that the SDK's variables configure, or that of its account and region.
 *
 * @throws Error if the variables contradict each other, or an endpoint is no URL
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-endpoints.html
 */
export function endpointOf(stream: StreamArn, env: Environment): Endpoint {
  const fips = isOn(env, 'AWS_USE_FIPS_ENDPOINT');
  const dualStack = isOn(env, 'AWS_USE_DUALSTACK_ENDPOINT');
  const configured = isOn(env, 'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS') ? undefined : env.AWS_ENDPOINT_URL_KINESIS || env.AWS_ENDPOINT_URL;
  if (configured) {
    if (fips) throw new Error('AWS_USE_FIPS_ENDPOINT and a custom endpoint (AWS_ENDPOINT_URL_KINESIS or AWS_ENDPOINT_URL) cannot be used together');
    if (dualStack) throw new Error('AWS_USE_DUALSTACK_ENDPOINT and a custom endpoint (AWS_ENDPOINT_URL_KINESIS or AWS_ENDPOINT_URL) cannot be used together');
    return parse(configured);
  }
  const { dns, dualStack: dualStackDns, byAccount } = PARTITIONS[stream.partition] ?? PARTITIONS.aws;
  const service = `${byAccount ? `${stream.account}.data-` : ''}kinesis${fips ? '-fips' : ''}`;
  return { origin: `https://${service}.${stream.region}.${dualStack ? dualStackDns : dns}`, path: '/' };
}

function isOn(env: Environment, variable: string): boolean {
  return env[variable]?.toLowerCase() === 'true';
}

/** A user, a query and a fragment have no meaning in an endpoint. */
const ENDPOINT = /^(https?):\/\/(\[[0-9a-f:.]+\]|[^/:?#@\s]+)(:\d{1,5})?(\/[^?#\s]*)?$/i;

function parse(url: string): Endpoint {
  const parts = ENDPOINT.exec(url);
  if (!parts) throw new Error(`the endpoint must be a URL such as https://kinesis.example.com, got ${url}`);
  const [, protocol, host, port = '', path = '/'] = parts;
  return { origin: `${protocol.toLowerCase()}://${host}${port}`, path };
}
