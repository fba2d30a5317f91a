import { createInterface } from 'node:readline/promises';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { NodeHttpHandler } from '@smithy/node-http-handler';

/** Where and as whom the commands call AWS. Both as the AWS CLI has them. */
export interface Access {
  /** @default - `AWS_REGION`, `AWS_DEFAULT_REGION`, or that of the profile */
  readonly region?: string;
  /** @default - `AWS_PROFILE`, or `default` */
  readonly profile?: string;
}

/** Connections at a time. A tail has one open call for each shard at most. */
const MAX_SOCKETS = 200;
const CONNECT_TIMEOUT_MS = 10_000;
/** GetRecords answers within a second; a call that takes longer than this is lost. */
const REQUEST_TIMEOUT_MS = 30_000;

/** The configuration of every client: its region, its credentials, and connections that all of them share. */
export function clientConfiguration({ region, profile }: Access, environment: NodeJS.ProcessEnv) {
  return {
    region: region ?? (environment.AWS_REGION ? undefined : environment.AWS_DEFAULT_REGION || undefined),
    profile,
    credentials: defaultProvider({ profile, mfaCodeProvider: askForCode }),
    // HTTP/1.1 also without TLS, which a local Kinesis speaks. The default of the Kinesis client is HTTP/2.
    requestHandler: new NodeHttpHandler({
      connectionTimeout: CONNECT_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS, throwOnRequestTimeout: true,
      httpAgent: { maxSockets: MAX_SOCKETS, keepAlive: true }, httpsAgent: { maxSockets: MAX_SOCKETS, keepAlive: true },
    }),
  };
}

export type ClientConfiguration = ReturnType<typeof clientConfiguration>;

/** @param retries `none` for reads of shards: each would take another of the five that a shard has in a second */
export function kinesisClient(configuration: ClientConfiguration, retries: 'default' | 'none' = 'default'): KinesisClient {
  return new KinesisClient({ ...configuration, ...retries === 'none' && { maxAttempts: 1 } });
}

/** Asks for the code of a device, as the AWS CLI does for a profile with `mfa_serial`. */
async function askForCode(serial: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await terminal.question(`MFA code for ${serial}: `);
  } finally {
    terminal.close();
  }
}
