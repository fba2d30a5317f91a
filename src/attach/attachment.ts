import { Stack } from 'aws-cdk-lib';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct, IConstruct } from 'constructs';
import { AttachOptions } from './attach-options';
import { warnOfDoubts } from './attachment-warnings';
import { CloudWatchLogsDenial } from './cloudwatch-logs';
import { publishWithLayer } from './deployed-layer';
import { permit, warnOfForeignStream } from './permission';
import { hasEventSource } from './reads-stream';
import { warnOfManyPolicies } from './role-policies';
import { layersOf, unresolvedVariablesOf, variablesOf } from '../function/function-configuration';
import { edgeError, trustsEdge } from '../function/lambda-edge';
import { LAYER_ID } from '../resources/telemetry-layer';
import { TelemetryResources } from '../resources/telemetry-resources';
import { STREAM_ARN } from '../settings/settings';

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
  readonly isStreamSharedWith?: (accountId: string) => boolean;
  /** What the environment says, and what else there is to know about the function. */
  readonly options: AttachOptions;
  /** Found wrong at the end of synth, beside what is checked here. */
  readonly validate?: () => string[];
}

/** Layer, settings and permission of one function; and the check, when all is said and done, that they are still there. */
export class Attachment extends Construct {
  /** Whoever it was that attached the function; undefined if nobody did. */
  public static of(fn: lambda.Function): Attachment | undefined {
    const attachment = fn.node.tryFindChild(ATTACHMENT_ID);
    return attachment instanceof Attachment ? attachment : undefined;
  }

  public readonly owner: IConstruct;
  private readonly fn: lambda.Function;
  private readonly props: AttachmentProps;
  /** undefined if it is in the container image of the function */
  private readonly layer?: lambda.ILayerVersion;

  constructor(fn: lambda.Function, props: AttachmentProps) {
    const { resources, options } = props;
    const layer = options.extensionInImage ? undefined : resources.layer;
    checkVariables(fn, props);
    if (layer) addLayer(fn, layer);
    super(fn, ATTACHMENT_ID);
    this.owner = props.owner;
    this.fn = fn;
    this.props = props;
    this.layer = layer;

    // Without the feature flag recognizeLayerVersion, fn.currentVersion would not notice that the layer has changed.
    if (layer && resources.layerContentHash !== undefined) fn.invalidateVersionBasedOn(resources.layerContentHash);
    for (const [name, value] of Object.entries(props.environment)) {
      // Should the function turn out to be Lambda@Edge, core would complain about the variables before our validation can
      // say what is wrong. A function at the edge is an error all the same.
      fn.addEnvironment(name, value, { removeInEdge: true });
    }
    permit(fn, resources);
    if (options.stopCloudWatchLogs) new CloudWatchLogsDenial(this, fn);

    this.node.addValidation({ validate: () => this.finish() });
  }

  /** @throws when this is not what is asked for now */
  public checkSame(environment: Record<string, string>, options: AttachOptions): void {
    const asked = JSON.stringify(fingerprint(environment, options));
    const there = JSON.stringify(fingerprint(this.props.environment, this.props.options));
    if (asked === there) return;
    throw new Error(`${this.fn.node.path} is attached already, with other options: ${there} and now ${asked}. `
      + 'Call attachTo with options once, and before attachToAll');
  }

  /** What can only be known now: is all still there, and will it go well? */
  private finish(): string[] {
    const errors = this.whatIsWrong();
    if (errors.length > 0) return errors;
    warnOfDoubts(this.fn, this.props.options);
    warnOfManyPolicies(this.fn);
    if (!this.props.isStreamSharedWith?.(this.fn.env.account)) warnOfForeignStream(this.fn, this.props.stream);
    if (this.layer && this.props.resources.layerContentHash === undefined) publishWithLayer(this.fn, this.layer);
    return [];
  }

  private whatIsWrong(): string[] {
    const { path } = this.fn.node;
    if (trustsEdge(this.fn)) return [edgeError(path).message];
    if (hasEventSource(this.fn, this.props.stream)) {
      return [`${path} reads the stream of ${this.owner.node.path}, and writes its own telemetry to it: each call would cause the next one, `
        + 'for ever. Do not attach the extension to a consumer, or attach one with another stream'];
    }
    return [...this.whatIsWrongWithLayers(path), ...this.whatIsWrongWithVariables(path), ...this.props.validate?.() ?? []];
  }

  private whatIsWrongWithLayers(path: string): string[] {
    const layers = layersOf(this.fn);
    if (!layers || !this.layer) return [];
    const errors: string[] = [];
    const count = this.countOf(this.layer, layers);
    if (count === 0) {
      errors.push(`${path} was attached by ${this.owner.node.path}, but its layers were replaced afterwards and the layer is gone. `
        + 'Replace them before calling attachTo');
    }
    if (count > 1) {
      errors.push(`${path} has the layer of ${this.owner.node.path} ${count} times. attachTo adds it: do not add it yourself`);
    }
    if (this.countOfOthers(this.layer, layers) > 0) {
      errors.push(`${path} has the layer of another KinesisTelemetryExtension beside that of ${this.owner.node.path}, and both bring an extension of `
        + 'the same name. Remove the other layer');
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
    return Stack.of(this.fn).resolve(this.props.environment);
  }

  private countOf(layer: lambda.ILayerVersion, layers: string[]): number {
    const arn = this.arnOf(layer);
    return layers.filter((other) => other === arn).length;
  }

  /** Known by their ids, which is what their references are made of. */
  private countOfOthers(layer: lambda.ILayerVersion, layers: string[]): number {
    const arn = this.arnOf(layer);
    return layers.filter((other) => other !== arn && other.includes(LAYER_ID)).length;
  }

  private arnOf(layer: lambda.ILayerVersion): string {
    return JSON.stringify(Stack.of(this.fn).resolve(layer.layerVersionArn));
  }
}

function fingerprint(environment: Record<string, string>, { extensionInImage = false, stopCloudWatchLogs = false }: AttachOptions): object {
  const names = Object.keys(environment).filter((name) => name !== STREAM_ARN.variable).sort();
  return { ...Object.fromEntries(names.map((name) => [name, environment[name]])), extensionInImage, stopCloudWatchLogs };
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
