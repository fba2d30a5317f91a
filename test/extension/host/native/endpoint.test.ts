import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { endpointOf } from '../../../../extension-src/host/native/kinesis/endpoint';
import { parseStreamArn } from '../../../../src/settings/settings';

/** One region of each partition, and some more. */
const REGIONS: ReadonlyArray<[partition: string, region: string]> = [
  ['aws', 'us-east-1'], ['aws', 'eu-west-1'], ['aws', 'ap-southeast-7'], ['aws', 'mx-central-1'], ['aws-cn', 'cn-north-1'], ['aws-cn', 'cn-northwest-1'],
  ['aws-us-gov', 'us-gov-west-1'], ['aws-us-gov', 'us-gov-east-1'], ['aws-iso', 'us-iso-east-1'], ['aws-iso-b', 'us-isob-east-1'],
  ['aws-iso-e', 'eu-isoe-west-1'], ['aws-iso-f', 'us-isof-south-1'], ['aws-eusc', 'eusc-de-east-1'],
];

const streamIn = (partition: string, region: string) => parseStreamArn(`arn:${partition}:kinesis:${region}:123456789012:stream/telemetry`);

/** Returns the URL that the SDK's client calls. */
async function sdkEndpoint(arn: string, region: string, useFipsEndpoint: boolean, useDualstackEndpoint: boolean): Promise<string> {
  let url = '';
  const client = new KinesisClient({ region, useFipsEndpoint, useDualstackEndpoint, credentials: { accessKeyId: 'id', secretAccessKey: 'secret' } });
  const command = new PutRecordsCommand({ StreamARN: arn, Records: [] });
  command.middlewareStack.add(() => ({ request }) => {
    const { protocol, hostname } = request as { protocol: string; hostname: string };
    url = `${protocol}//${hostname}`;
    return Promise.resolve({ response: { statusCode: 200, headers: {}, body: Buffer.from('{"Records":[]}') }, output: { $metadata: {}, Records: [] } });
  }, { step: 'deserialize', priority: 'low' });
  await client.send(command);
  return url;
}

describe('the endpoint of a stream', () => {
  const cases = REGIONS.flatMap(([partition, region]) => [[false, false], [true, false], [false, true], [true, true]]
    .map(([fips, dualStack]) => ({ partition, region, fips, dualStack })));

  test.each(cases)('is the one of the SDK in $region (FIPS $fips, dual stack $dualStack)', async ({ partition, region, fips, dualStack }) => {
    const stream = streamIn(partition, region);
    const ours = endpointOf(stream, { AWS_USE_FIPS_ENDPOINT: String(fips), AWS_USE_DUALSTACK_ENDPOINT: String(dualStack) });
    expect(ours).toEqual({ origin: await sdkEndpoint(stream.arn, region, fips, dualStack), path: '/' });
  });

  const stream = streamIn('aws', 'eu-west-1');
  const regional = 'https://123456789012.data-kinesis.eu-west-1.amazonaws.com';

  test.each([
    [{ AWS_ENDPOINT_URL_KINESIS: 'http://127.0.0.1:4567' }, 'http://127.0.0.1:4567', '/'],
    [{ AWS_ENDPOINT_URL: 'HTTPS://proxy.example.com/kinesis/' }, 'https://proxy.example.com', '/kinesis/'],
    [{ AWS_ENDPOINT_URL: 'http://a', AWS_ENDPOINT_URL_KINESIS: 'http://[::1]:1/x' }, 'http://[::1]:1', '/x'],
    [{ AWS_ENDPOINT_URL: 'http://a', AWS_ENDPOINT_URL_KINESIS: '' }, 'http://a', '/'],
    [{ AWS_ENDPOINT_URL_KINESIS: 'http://a', AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'TRUE' }, regional, '/'],
    [{ AWS_USE_FIPS_ENDPOINT: 'no' }, regional, '/'],
  ])('with %j is %s', (env, origin, path) => {
    expect(endpointOf(stream, env)).toEqual({ origin, path });
  });

  test.each([
    [{ AWS_ENDPOINT_URL_KINESIS: 'kinesis.example.com' }, 'the endpoint must be a URL such as https://kinesis.example.com, got kinesis.example.com'],
    [{ AWS_ENDPOINT_URL_KINESIS: 'https://user@host' }, 'the endpoint must be a URL such as https://kinesis.example.com, got https://user@host'],
    [{ AWS_ENDPOINT_URL: 'https://a', AWS_USE_FIPS_ENDPOINT: 'true' }, 'AWS_USE_FIPS_ENDPOINT and a custom endpoint'],
    [{ AWS_ENDPOINT_URL: 'https://a', AWS_USE_DUALSTACK_ENDPOINT: 'true' }, 'AWS_USE_DUALSTACK_ENDPOINT and a custom endpoint'],
  ])('with %j is an error', (env, message) => {
    expect(() => endpointOf(stream, env)).toThrow(message);
  });
});
