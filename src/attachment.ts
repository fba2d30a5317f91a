import { Stack } from 'aws-cdk-lib';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct, IConstruct } from 'constructs';
import { layersOf, unresolvedVariablesOf, variablesOf } from './function-configuration';
import { edgeError, trustsEdge } from './lambda-edge';
import { permit, warnOfForeignStream } from './permission';
import { TelemetryResources } from './telemetry-resources';

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_LAYERS = 5;

/** Every attached function has one child of this name, so that it can tell by whom it was attached. */
const ATTACHMENT_ID = 'KinesisTelemetryAttachment';

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
    checkVariables(fn, props);
    addLayer(fn, props.resources.layer);
    super(fn, ATTACHMENT_ID);
    this.owner = props.owner;
    this.fn = fn;
    this.layer = props.resources.layer;
    this.variables = props.environment;

    // Without the feature flag recognizeLayerVersion, fn.currentVersion would not notice that the layer has changed.
    fn.invalidateVersionBasedOn(props.resources.layer.contentHash);
    for (const [name, value] of Object.entries(this.variables)) {
      // Should the function turn out to be Lambda@Edge, core would complain about the variables before our validation can
      // say what is wrong. A function at the edge is an error all the same.
      fn.addEnvironment(name, value, { removeInEdge: true });
    }
    permit(fn, props.resources.policy);
    warnOfForeignStream(fn, props.stream);

    this.node.addValidation({ validate: () => this.whatIsWrong() });
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

/** The function is not changed before everything is known to fit: a caller may catch the error and go on. */
function checkVariables(fn: lambda.Function, { environment, owner }: AttachmentProps): void {
  const variables = unresolvedVariablesOf(fn) ?? {};
  for (const [name, wanted] of Object.entries(environment)) {
    if (name in variables && variables[name] !== wanted) {
      throw new Error(`${fn.node.path} has ${name}=${JSON.stringify(variables[name])} in its environment, and ${owner.node.path} `
        + `wants to set it to ${JSON.stringify(wanted)}. Give the setting either to the function or to the construct, not to both`);
    }
  }
}

/** There is no way to count the layers before: reading them has an effect, see {@link layersOf}. */
function addLayer(fn: lambda.Function, layer: lambda.ILayerVersion): void {
  try {
    fn.addLayers(layer);
  } catch (cause) {
    throw new Error(`${fn.node.path} has no layer slot left for the extension: Lambda allows ${MAX_LAYERS} layers. `
      + 'Merge or remove a layer, or do not attach this function', { cause });
  }
}
