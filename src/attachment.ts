import { Annotations, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct, IConstruct } from 'constructs';
import { edgeError, layersOf, MAX_LAYERS, trustsEdge, variablesOf } from './function-checks';
import { TelemetryResources } from './telemetry-resources';

/** Every attached function has one child of this name, so that it can tell by whom it was attached. */
const ATTACHMENT_ID = 'KinesisTelemetryExtension';

/** Warnings are public: an app acknowledges them by these ids. */
const UNATTACHED_ROLE_WARNING = 'cdk-kinesis-telemetry-extension:roleNotChanged';
const FOREIGN_ROLE_WARNING = 'cdk-kinesis-telemetry-extension:roleOfAnotherAccount';
const FOREIGN_STREAM_WARNING = 'cdk-kinesis-telemetry-extension:streamOfAnotherAccount';

export interface AttachmentProps {
  /** Who attaches. */
  readonly owner: IConstruct;
  readonly resources: TelemetryResources;
  readonly environment: Record<string, string>;
  readonly stream: kinesis.IStream;
}

/** Layer, settings and permission of one function; and the check, when all is said and done, that they are still there. */
export class Attachment extends Construct {
  /** @throws when another extension is attached to the function */
  public static isAttachedBy(owner: IConstruct, fn: lambda.Function): boolean {
    const attachment = fn.node.tryFindChild(ATTACHMENT_ID);
    if (!(attachment instanceof Attachment)) return false;
    if (attachment.owner === owner) return true;
    throw new Error(`${fn.node.path} is already attached to ${attachment.owner.node.path}: a function can have one `
      + `KinesisTelemetryExtension. Remove one of the two calls of attachTo (this one is of ${owner.node.path})`);
  }

  private readonly owner: IConstruct;
  private readonly fn: lambda.Function;
  private readonly layer: lambda.ILayerVersion;
  private readonly variables: Record<string, string>;

  constructor(fn: lambda.Function, props: AttachmentProps) {
    checkBefore(fn, props);
    super(fn, ATTACHMENT_ID);
    this.owner = props.owner;
    this.fn = fn;
    this.layer = props.resources.layer;
    this.variables = props.environment;

    if (!this.countOfLayer()) fn.addLayers(this.layer);
    // Without the feature flag recognizeLayerVersion, fn.currentVersion would not notice that the layer has changed.
    fn.invalidateVersionBasedOn(props.resources.layer.contentHash);
    for (const [name, value] of Object.entries(this.variables)) fn.addEnvironment(name, value);
    this.permit(props.resources.policy);
    this.warnOfForeignStream(props.stream);

    this.node.addValidation({ validate: () => this.whatIsWrong() });
  }

  private permit(policy: iam.ManagedPolicy): void {
    const { role } = this.fn;
    if (!role) return;
    if (role instanceof iam.Role && Stack.of(role) !== Stack.of(this.fn)) {
      // The function's stack depends on the role's. Were the role to name the policy, they would depend on each other.
      policy.attachToRole(role);
      return;
    }
    role.addManagedPolicy(policy);
    if (!(role instanceof iam.Role)) this.warnOfImportedRole(role, policy);
  }

  /** An imported role cannot be told about policies: the policy names the role, if the role may be changed at all. */
  private warnOfImportedRole(role: iam.IRole, policy: iam.ManagedPolicy): void {
    const stack = Stack.of(policy);
    const resource = policy.node.defaultChild as iam.CfnManagedPolicy;
    const roles: unknown[] = stack.resolve(resource.roles) ?? [];
    const attached = roles.some((name) => JSON.stringify(name) === JSON.stringify(stack.resolve(role.roleName)));
    if (!attached) {
      Annotations.of(this.fn).addWarningV2(UNATTACHED_ROLE_WARNING,
        `The role of ${this.fn.node.path} is imported and cannot be changed from here, so the function may not write to the `
        + `stream. Attach the policy of ${policy.node.path} to the role where the role is defined`);
    } else if (role.env.account !== this.fn.env.account) {
      Annotations.of(this.fn).addWarningV2(FOREIGN_ROLE_WARNING,
        `The role of ${this.fn.node.path} is imported from account ${accountName(role.env.account)}. The policy of `
        + `${policy.node.path} can be attached to it only if the stack is deployed to the same account`);
    }
  }

  private warnOfForeignStream(stream: kinesis.IStream): void {
    const accounts = [this.fn.env.account, stream.env.account];
    if (accounts.some((account) => Token.isUnresolved(account)) || accounts[0] === accounts[1]) return;
    Annotations.of(this.fn).addWarningV2(FOREIGN_STREAM_WARNING,
      `${this.fn.node.path} is in account ${accounts[0]} and writes to a stream in account ${accounts[1]}. The stream needs a `
      + 'resource policy that allows kinesis:PutRecords to the role of the function, and a customer-managed key of the '
      + 'stream needs a key policy that allows kms:GenerateDataKey');
  }

  private whatIsWrong(): string[] {
    const { path } = this.fn.node;
    if (trustsEdge(this.fn)) return [edgeError(path).message];
    return [...this.whatIsWrongWithLayers(path), ...this.whatIsWrongWithVariables(path)];
  }

  private whatIsWrongWithLayers(path: string): string[] {
    const layers = layersOf(this.fn);
    if (!layers) return [];
    const errors: string[] = [];
    const count = this.countOfLayer();
    if (count === 0) {
      errors.push(`${path} was attached by ${this.owner.node.path}, but its layers were replaced afterwards and the layer is gone. `
        + 'Replace them before calling attachTo');
    }
    if (count > 1) {
      errors.push(`${path} has the layer of ${this.owner.node.path} ${count} times. attachTo adds it: do not add it yourself`);
    }
    if (layers.length > MAX_LAYERS) {
      errors.push(`${path} has ${layers.length} layers and Lambda allows ${MAX_LAYERS}. Remove a layer, or do not attach this function`);
    }
    return errors;
  }

  private whatIsWrongWithVariables(path: string): string[] {
    const variables = variablesOf(this.fn);
    if (!variables) return [];
    return Object.entries(this.expectedVariables())
      .filter(([name, value]) => JSON.stringify(variables[name]) !== JSON.stringify(value))
      .map(([name, value]) => `${path} was attached with ${name}=${JSON.stringify(value)}, but the variable was `
        + `${name in variables ? `set to ${JSON.stringify(variables[name])}` : 'removed'} afterwards. Give the setting either `
        + `to ${this.owner.node.path} or to the function, not to both`);
  }

  private expectedVariables(): Record<string, unknown> {
    return Stack.of(this.fn).resolve(this.variables);
  }

  private countOfLayer(): number {
    const arn = JSON.stringify(Stack.of(this.fn).resolve(this.layer.layerVersionArn));
    return layersOf(this.fn)?.filter((layer) => layer === arn).length ?? 0;
  }
}

/** Nothing is changed before everything is known to fit: a caller may catch the error and go on. */
function checkBefore(fn: lambda.Function, { resources, environment, owner }: AttachmentProps): void {
  const { path } = fn.node;
  if (trustsEdge(fn)) throw edgeError(path);

  const stack = Stack.of(fn);
  const layers = layersOf(fn);
  const present = layers?.includes(JSON.stringify(stack.resolve(resources.layer.layerVersionArn)));
  if (layers && !present && layers.length >= MAX_LAYERS) {
    throw new Error(`${path} has ${layers.length} layers, and Lambda allows ${MAX_LAYERS}: no slot is left for the extension. `
      + 'Merge or remove a layer, or do not attach this function');
  }

  const variables = variablesOf(fn) ?? {};
  for (const [name, value] of Object.entries(environment)) {
    if (name in variables && JSON.stringify(variables[name]) !== JSON.stringify(stack.resolve(value))) {
      throw new Error(`${path} has ${name}=${JSON.stringify(variables[name])} in its environment, and ${owner.node.path} wants `
        + `to set it to ${JSON.stringify(stack.resolve(value))}. Give the setting either to the function or to the construct, not to both`);
    }
  }
}

function accountName(account: string): string {
  return Token.isUnresolved(account) ? 'that is known at deployment only' : account;
}
