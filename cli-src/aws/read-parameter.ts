import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { ClientConfiguration } from './clients';

/** Returns the value of an SSM parameter, or undefined if there is none. */
export async function readParameter(configuration: ClientConfiguration, name: string): Promise<string | undefined> {
  const client = new SSMClient(configuration);
  try {
    return (await client.send(new GetParameterCommand({ Name: name }))).Parameter?.Value;
  } catch (error) {
    if (error instanceof Error && error.name === 'ParameterNotFound') return undefined;
    throw error;
  }
}
