import { createHash } from 'node:crypto';
import { Template, TemplateResource } from './cloud-assembly';
import { isObject, JsonObject, listOf, objectOf } from './json-value';

/** The environment to which a stack would be deployed. */
export interface Place {
  readonly partition: string;
  readonly accountId: string;
  readonly region: string;
  readonly stackName: string;
}

/** A value is only known after a deployment, or this resolver does not support the intrinsic function. */
export class ResolverError extends Error {}

/** The values of `Ref` and `Fn::GetAtt` for a resource. */
interface Identity {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

type ArnOf = (place: Place, name: string) => string;

const arn = (service: string, resource: string): ArnOf => (place, name) =>
  `arn:${place.partition}:${service}:${place.region}:${place.accountId}:${resource}${name}`;
const globalArn = (service: string, resource: string): ArnOf => (place, name) =>
  `arn:${place.partition}:${service}::${place.accountId}:${resource}${name}`;

/** Resource types whose `Ref` is a name, with the property for the name. */
const NAMED: Readonly<Record<string, { readonly property: string; readonly arn: ArnOf }>> = {
  'AWS::Kinesis::Stream': { property: 'Name', arn: arn('kinesis', 'stream/') },
  'AWS::Lambda::Function': { property: 'FunctionName', arn: arn('lambda', 'function:') },
  'AWS::IAM::Role': { property: 'RoleName', arn: globalArn('iam', 'role/') },
  'AWS::KMS::Key': { property: '', arn: arn('kms', 'key/') },
  'AWS::Logs::LogGroup': { property: 'LogGroupName', arn: (place, name) => `${arn('logs', 'log-group:')(place, name)}:*` },
};

/** The `Ref` of a queue is its URL. */
const QUEUE = 'AWS::SQS::Queue';

/** Resource types whose `Ref` is an ARN. */
const REFERRED_BY_ARN: Readonly<Record<string, { readonly property: string; readonly arn: ArnOf }>> = {
  'AWS::Lambda::LayerVersion': { property: 'LayerName', arn: (place, name) => `${arn('lambda', 'layer:')(place, name)}:1` },
  'AWS::IAM::ManagedPolicy': { property: 'ManagedPolicyName', arn: globalArn('iam', 'policy/') },
};

/**
 * Resolves the intrinsic functions of a template to the values that they have after a deployment.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
 */
export class TemplateResolver {
  constructor(private readonly template: Template, private readonly place: Place) {}

  /** Returns the resources of a type with their logical ids. */
  ofType(type: string): [logicalId: string, resource: TemplateResource][] {
    return Object.entries(this.template.Resources).filter(([, resource]) => resource.Type === type);
  }

  /** @throws ResolverError when a value is only known after a deployment */
  resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((element) => this.resolve(element)).filter((element) => element !== undefined);
    if (!isObject(value)) return value;
    const entries = Object.entries(value);
    if (entries.length === 1 && (entries[0][0] === 'Ref' || entries[0][0].startsWith('Fn::'))) return this.intrinsic(...entries[0]);
    return Object.fromEntries(entries.map(([key, element]) => [key, this.resolve(element)]).filter(([, element]) => element !== undefined));
  }

  /** @throws ResolverError when the value is not a string, number or boolean */
  text(value: unknown): string {
    const resolved = this.resolve(value);
    if (typeof resolved === 'string' || typeof resolved === 'number' || typeof resolved === 'boolean') return String(resolved);
    throw new ResolverError(`The template must have a string, got ${JSON.stringify(value)}`);
  }

  properties(logicalId: string): JsonObject {
    return objectOf(this.resource(logicalId).Properties);
  }

  /** Returns the value of `Ref`. */
  ref(logicalId: string): string {
    return this.identity(logicalId).ref;
  }

  arnOf(logicalId: string): string {
    return this.getAtt(logicalId, 'Arn');
  }

  private intrinsic(name: string, argument: unknown): unknown {
    switch (name) {
      case 'Ref': return this.reference(String(argument));
      case 'Fn::GetAtt': {
        const [logicalId, ...attribute] = typeof argument === 'string' ? argument.split('.') : listOf(argument).map((part) => this.text(part));
        return this.getAtt(logicalId, attribute.join('.'));
      }
      case 'Fn::Join': {
        const [separator, parts] = listOf(argument);
        return listOf(this.resolve(parts)).map((part) => this.text(part)).join(String(separator));
      }
      case 'Fn::Sub': return this.substitute(argument);
      case 'Fn::Select': {
        const [index, elements] = listOf(argument);
        return listOf(this.resolve(elements))[Number(this.text(index))];
      }
      case 'Fn::Split': {
        const [separator, text] = listOf(argument);
        return this.text(text).split(String(separator));
      }
      default: throw new ResolverError(`${name} is not supported: ${JSON.stringify(argument)}`);
    }
  }

  private substitute(argument: unknown): string {
    const [text, variables] = typeof argument === 'string' ? [argument, {}] : listOf(argument);
    const values = objectOf(variables);
    return String(text).replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
      if (literal) return `\${${name}}`;
      if (name in values) return this.text(values[name]);
      const [logicalId, ...attribute] = name.split('.');
      return String(attribute.length > 0 ? this.getAtt(logicalId, attribute.join('.')) : this.reference(name));
    });
  }

  private reference(name: string): string | undefined {
    switch (name) {
      case 'AWS::Partition': return this.place.partition;
      case 'AWS::AccountId': return this.place.accountId;
      case 'AWS::Region': return this.place.region;
      case 'AWS::StackName': return this.place.stackName;
      case 'AWS::URLSuffix': return this.place.partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
      case 'AWS::NoValue': return undefined;
      default: return this.ref(name);
    }
  }

  private getAtt(logicalId: string, attribute: string): string {
    const value = this.identity(logicalId).attributes[attribute];
    if (value === undefined) {
      throw new ResolverError(`Attribute ${attribute} of ${logicalId} (${this.resource(logicalId).Type}) is only known after a deployment`);
    }
    return value;
  }

  private identity(logicalId: string): Identity {
    const { Type, Properties = {} } = this.resource(logicalId);
    const named = NAMED[Type] ?? REFERRED_BY_ARN[Type];
    const given = named?.property ? Properties[named.property] : undefined;
    const name = given === undefined ? physicalName(this.place.stackName, logicalId) : this.text(given);
    if (Type === QUEUE) return queueIdentity(this.place, Properties.QueueName === undefined ? name : this.text(Properties.QueueName));
    if (!named) return { ref: name, attributes: {} };
    const resourceArn = named.arn(this.place, name);
    return { ref: Type in REFERRED_BY_ARN ? resourceArn : name, attributes: { Arn: resourceArn } };
  }

  private resource(logicalId: string): TemplateResource {
    const resource = this.template.Resources[logicalId];
    if (!resource) throw new ResolverError(`The template has no resource ${logicalId}`);
    return resource;
  }
}

function queueIdentity(place: Place, name: string): Identity {
  const url = `https://sqs.${place.region}.amazonaws.com/${place.accountId}/${name}`;
  return { ref: url, attributes: { Arn: arn('sqs', '')(place, name), QueueName: name } };
}

/** Generates a name like CloudFormation's, but the same each time: stack, logical id, and a hash. */
function physicalName(stackName: string, logicalId: string): string {
  const suffix = createHash('sha256').update(`${stackName}/${logicalId}`).digest('hex').slice(0, 12).toUpperCase();
  return `${stackName}-${logicalId.slice(0, 24)}-${suffix}`;
}
