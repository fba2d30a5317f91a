import { isDeepStrictEqual } from 'node:util';
import { Account } from './account';
import { READERS } from './as-deployed';
import { Template, TemplateResource } from '../../demo/template/cloud-assembly';
import { isObject, JsonObject, objectOf } from '../../demo/template/json-value';
import { TemplateResolver } from '../../demo/template/template-resolver';

/** A resource or a property that differs between the template and the account. */
export interface Difference {
  /** the resource type, and the property if the resource exists */
  readonly what: string;
  readonly logicalId: string;
  readonly asked: unknown;
  readonly found: unknown;
}

/** The result of a comparison. */
export interface Comparison {
  readonly resources: number;
  readonly properties: number;
  readonly differences: readonly Difference[];
}

interface DeployedTemplate extends Template {
  readonly Parameters?: Readonly<Record<string, { readonly Default?: string }>>;
}

/** The property that names a resource, and the name in its physical id. */
const NAMES: Readonly<Record<string, readonly [property: string, nameIn: (physicalId: string) => string]>> = {
  'AWS::Kinesis::Stream': ['Name', (id) => id],
  'AWS::Lambda::Function': ['FunctionName', (id) => id],
  'AWS::Lambda::LayerVersion': ['LayerName', (arn) => arn.split(':')[6]],
  'AWS::IAM::ManagedPolicy': ['ManagedPolicyName', (arn) => arn.split('policy/')[1]],
  'AWS::IAM::Role': ['RoleName', (id) => id],
  'AWS::Logs::LogGroup': ['LogGroupName', (id) => id],
  'AWS::SQS::Queue': ['QueueName', (url) => url.split('/').at(-1)!],
};

/** CDK adds this for its statistics. CloudFormation creates nothing for it. */
const METADATA = 'AWS::CDK::Metadata';

/** Compares each property of each resource of the template with its service. */
export async function compareWithAccount(stackName: string, template: DeployedTemplate, account: Account): Promise<Comparison> {
  const deployed = await account.resourcesOf(stackName);
  const physicalId = (logicalId: string) => deployed.get(logicalId)?.physicalId ?? '';
  const resolver = new TemplateResolver(
    { Resources: named(template.Resources, physicalId) }, { partition: 'aws', accountId: Account.ID, region: Account.REGION, stackName });
  const parameters = await parameterValues(template, account);

  const differences: Difference[] = [];
  let resources = 0, properties = 0;
  for (const [logicalId, { Type, Properties = {} }] of Object.entries(template.Resources)) {
    if (Type === METADATA) continue;
    resources++;
    if (physicalId(logicalId) === '') {
      differences.push({ what: Type, logicalId, asked: 'a resource', found: 'none' });
      continue;
    }
    const reader = READERS[Type];
    if (!reader) throw new Error(`test/deploy/as-deployed.ts has no reader for ${Type}`);
    const asked = objectOf(resolver.resolve(withParameters(Properties, parameters)));
    const found = await reader(account, physicalId(logicalId), asked);
    for (const [property, value] of Object.entries(asked)) {
      properties++;
      if (!isDeepStrictEqual(plain(value), plain(found[property]))) {
        differences.push({ what: `${Type}: ${property}`, logicalId, asked: value, found: found[property] });
      }
    }
  }
  return { resources, properties, differences };
}

/** Adds the names that the deployment has generated. */
function named(resources: Template['Resources'], physicalId: (logicalId: string) => string): Template['Resources'] {
  return Object.fromEntries(Object.entries(resources).map(([logicalId, resource]): [string, TemplateResource] => {
    const name = NAMES[resource.Type];
    return [logicalId, name ? { ...resource, Properties: { ...resource.Properties, [name[0]]: name[1](physicalId(logicalId)) } } : resource];
  }));
}

/** The values of the template's parameters, which are names of SSM parameters. */
async function parameterValues({ Parameters = {} }: DeployedTemplate, account: Account): Promise<Map<string, string>> {
  return new Map(await Promise.all(Object.entries(Parameters).map(async ([id, { Default }]) => [id, await account.parameter(Default!)] as const)));
}

function withParameters(value: unknown, parameters: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((element) => withParameters(element, parameters));
  if (!isObject(value)) return value;
  if (typeof value.Ref === 'string' && parameters.has(value.Ref)) return parameters.get(value.Ref);
  return Object.fromEntries(Object.entries(value).map(([key, element]) => [key, withParameters(element, parameters)]));
}

/** The value as JSON has it, without undefined. */
function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value)) as JsonObject;
}
