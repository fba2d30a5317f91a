/**
 * Replaces `@aws-sdk/credential-provider-node` in the bundle. Lambda provides credentials in environment variables, or with
 * SnapStart through a container endpoint. The providers for files, SSO, processes and STS would only use memory.
 */
import { fromEnv } from '@aws-sdk/credential-provider-env';
import { fromHttp } from '@aws-sdk/credential-provider-http';
import { keepCredentials } from '../../../../kinesis/kept-credentials';

export const defaultProvider = () => keepCredentials(
  process.env.AWS_CONTAINER_CREDENTIALS_FULL_URI || process.env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI ? fromHttp() : fromEnv(),
  () => Date.now());
