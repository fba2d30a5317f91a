import { CloudFormationClient, DescribeStacksCommand, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import type { ClientConfiguration } from './clients';
import { CommandError } from '../errors';

/** Returns the values of a stack's outputs, and the names of its SSM parameters. */
export async function readStack(configuration: ClientConfiguration, name: string): Promise<{ outputs: string[]; parameters: string[] }> {
  const client = new CloudFormationClient(configuration);
  const outputs = await outputsOf(client, name);
  const parameters: string[] = [];
  for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client }, { StackName: name })) {
    for (const { ResourceType, PhysicalResourceId } of StackResourceSummaries) {
      if (ResourceType === 'AWS::SSM::Parameter' && PhysicalResourceId !== undefined) parameters.push(PhysicalResourceId);
    }
  }
  return { outputs, parameters };
}

async function outputsOf(client: CloudFormationClient, name: string): Promise<string[]> {
  try {
    const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName: name }));
    return (stack?.Outputs ?? []).flatMap(({ OutputValue }) => OutputValue ?? []);
  } catch (error) {
    if (error instanceof Error && error.name === 'ValidationError') {
      throw new CommandError(`there is no stack ${name} in ${await client.config.region()}: ${error.message}`);
    }
    throw error;
  }
}
