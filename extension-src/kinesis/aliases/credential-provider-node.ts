/**
 * Stands in the bundle for `@aws-sdk/credential-provider-node`. Lambda gives credentials in environment variables, or
 * under SnapStart by a container endpoint; the providers for files, SSO, processes and STS would only cost memory.
 */
import { fromEnv } from '@aws-sdk/credential-provider-env';
import { fromHttp } from '@aws-sdk/credential-provider-http';

export const defaultProvider = () =>
  process.env.AWS_CONTAINER_CREDENTIALS_FULL_URI || process.env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI ? fromHttp() : fromEnv();
