import { CfnResource, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct, IConstruct } from 'constructs';
import { AttachOptions } from './attach-options';
import { CloudWatchLogsDenial, warnOfSharedLogs } from './cloudwatch-logs';
import { publishWithLayer } from './deployed-layer';
import { warnOfDoubts } from './doubts/attachment-warnings';
import { warnOfUnsignedLayer } from './doubts/code-signing';
import { AttachedFunction, raiseMemory } from './doubts/memory';
import { warnOfAggregatedRecords, warnOfUnreadableRecords } from './doubts/record-format-warning';
import { warnOfManyPolicies } from './doubts/role-policies';
import { whatIsWrongWithKind } from './final-kind';
import { PolicyList, warnOfReplacedRole, whatIsWrongWithPolicies } from './final-permission';
import { permit, warnOfForeignStream } from './permission';
import { AttachableFunction } from '../function/attachable-function';
import { functionOf } from '../function/find-function';
import { layersOf, unresolvedVariablesOf, variablesIn } from '../function/function-configuration';
import { MAX_LAYERS } from '../function/function-resource';
import { edgeError, trustsEdge } from '../function/lambda-edge';
import { LAYER_ID } from '../resources/telemetry-layer';
import { TelemetryResources } from '../resources/telemetry-resources';
import { FILTER, MASK, SAMPLING } from '../settings/selection/variables';
import { ATTRIBUTES, STREAM_ARN } from '../settings/settings';
import { isConsumerOf } from '../stream/consumer-id';
import { EndOfSynth } from '../survey/end-of-synth';
import { StreamIdentity, streamIdentitiesOf } from '../survey/stream-identity';
import { Survey } from '../survey/survey';
import { RenderedProperties, renderedPropertiesOf } from '../template/rendered-properties';

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_VARIABLES_BYTES = 4096;

/** The settings that may be long. */
const LONG_SETTINGS = [
  { variable: ATTRIBUTES.variable, prop: 'attributes' }, { variable: FILTER.variable, prop: 'filter' },
  { variable: MASK.variable, prop: 'mask' }, { variable: SAMPLING.variable, prop: 'sampling' },
];

/** The id of the child construct that every attached function has. */
const ATTACHMENT_ID = 'KinesisTelemetryAttachment';

export interface AttachmentProps {
  /** The extension that attaches the function. */
  readonly owner: IConstruct;
  readonly resources: TelemetryResources;
  readonly environment: Record<string, string>;
  readonly isStreamSharedWith?: (accountId: string) => boolean;
  /** The options from which the environment variables were rendered. */
  readonly options: AttachOptions;
  readonly endOfSynth: EndOfSynth;
  /** Additional validation at the end of synth. */
  readonly validate?: (survey: Survey) => string[];
}

/** Adds the layer, the settings and the permission to a function, and checks at the end of synth that they are still there. */
export class Attachment extends Construct {
  /** Returns the attachment of the function; undefined if the function is not attached. */
  public static of(fn: IConstruct): Attachment | undefined {
    const attachment = fn.node.tryFindChild(ATTACHMENT_ID);
    return attachment instanceof Attachment ? attachment : undefined;
  }

  public readonly owner: IConstruct;
  private readonly fn: AttachableFunction;
  private readonly props: AttachmentProps;
  /** The version whose description names the layer. */
  private published?: lambda.CfnVersion;
  /** The role of the function when it was attached. */
  private readonly roleArn?: string;
  /** Where the policy was added. */
  private readonly policyList?: PolicyList;
  private readonly denial?: CloudWatchLogsDenial;
  /** Undefined if the container image of the function contains the extension. */
  private readonly layer?: lambda.ILayerVersion;

  constructor(fn: AttachableFunction, props: AttachmentProps) {
    const { resources, options } = props;
    const layer = options.extensionInImage ? undefined : resources.layer;
    checkVariables(fn, props);
    if (layer) addLayer(fn, layer);
    super(fn.construct, ATTACHMENT_ID);
    this.owner = props.owner;
    this.fn = fn;
    this.props = props;
    this.layer = layer;

    // Without the feature flag recognizeLayerVersion, fn.currentVersion does not change when the layer changes.
    if (layer && resources.layerContentHash !== undefined) fn.publishWith(resources.layerContentHash);
    for (const [name, value] of Object.entries(props.environment)) fn.addVariable(name, value);
    if (options.raiseMemory) raiseMemory(this.attached);
    this.roleArn = fn.roleArn;
    this.policyList = permit(fn, resources);
    if (options.stopCloudWatchLogs) this.denial = new CloudWatchLogsDenial(this, fn);

    props.endOfSynth.validate(this, (survey) => this.finish(survey));
  }

  public get attached(): AttachedFunction {
    return { fn: this.fn, options: this.props.options };
  }

  /** @throws when the function is attached with other settings or options */
  public checkSame(environment: Record<string, string>, options: AttachOptions): void {
    const given = JSON.stringify(fingerprint(environment, options));
    const existing = JSON.stringify(fingerprint(this.props.environment, this.props.options));
    if (given === existing) return;
    throw new Error(`${this.fn.construct.node.path} is already attached with other options: it has ${existing}, got ${given}. `
      + 'Call attachTo with options only once, and before attachToAll');
  }

  /** Runs at the end of synth: returns errors, adds warnings, and updates the current version. */
  private finish(survey: Survey): string[] {
    const errors = this.whatIsWrong(survey);
    if (errors.length > 0) return errors;
    warnOfDoubts(this.fn, this.props.options, survey);
    if (this.layer) warnOfUnsignedLayer(this.fn, this.props.resources);
    warnOfManyPolicies(this.fn);
    warnOfReplacedRole(this.fn, this.roleArn, renderedPropertiesOf(this.fn.resource), this.props.resources.policy.managedPolicyArn);
    warnOfUnreadableRecords(this.fn.construct, this.props.options, survey.readers.readersOf(this.streamIdentities()));
    warnOfAggregatedRecords(this.fn.construct, this.props.options, this.props.resources.stream);
    if (this.denial) this.warnOfSharedLogs(survey);
    this.denial?.takeCondition();
    if (!this.props.isStreamSharedWith?.(this.fn.account)) warnOfForeignStream(this.fn, this.props.resources.stream);
    if (this.layer && this.props.resources.layerContentHash === undefined) {
      this.published = publishWithLayer(this.fn.construct, this.layer, this.published);
    }
    return [];
  }

  private whatIsWrong(survey: Survey): string[] {
    const { path } = this.fn.construct.node;
    if (trustsEdge(this.fn)) return [edgeError(path).message];
    const reader = this.readerOfStream(survey);
    if (reader) {
      return [`${path} reads the stream of ${this.owner.node.path}, by ${reader.node.path}, and writes its own telemetry to it: each invocation would `
        + 'cause another one, in an endless loop. Do not attach the extension to this function, or attach an extension with another stream'];
    }
    const rendered = renderedPropertiesOf(this.fn.resource);
    return [
      ...whatIsWrongWithKind(path, rendered, this.props.options),
      ...this.whatIsWrongWithLayers(path, rendered),
      ...this.whatIsWrongWithVariables(path, rendered),
      ...whatIsWrongWithPolicies(path, this.policyList),
      ...this.props.validate?.(survey) ?? [],
    ];
  }

  /** The consumers that `addConsumer` has created for the same stream report the loop themselves, if they find its ARN in the variable. */
  private readerOfStream(survey: Survey): CfnResource | undefined {
    const { environment, resources: { stream } } = this.props;
    const reader = survey.readers.readerOf(this.fn.resource, this.streamIdentities());
    const isReported = environment[STREAM_ARN.variable] === stream.streamArn && reader?.node.scopes.some((scope) => isConsumerOf(scope, stream));
    return isReported ? undefined : reader;
  }

  private streamIdentities(): StreamIdentity[] {
    const { stream } = this.props.resources;
    return streamIdentitiesOf(stream.streamArn, stream, 'at the end');
  }

  private warnOfSharedLogs(survey: Survey): void {
    const others = survey.logGroups.sharedBy(this.fn.resource).map((resource) => functionOf(resource)?.construct ?? resource);
    const stopped = (other: IConstruct) => Attachment.of(other)?.props.options.stopCloudWatchLogs === true;
    warnOfSharedLogs(this.fn, others.filter((other) => !stopped(other)).map(({ node }) => node.path));
  }

  private whatIsWrongWithLayers(path: string, rendered: RenderedProperties): string[] {
    const layers = layersOf(rendered);
    if (!layers || !this.layer) return [];
    const errors: string[] = [];
    const count = this.countOf(this.layer, layers);
    if (count === 0) {
      errors.push(`${path} was attached by ${this.owner.node.path}, but its layers were overwritten afterwards and the layer is missing. `
        + 'Set the layers before you call attachTo');
    }
    if (count > 1) {
      errors.push(`${path} has the layer of ${this.owner.node.path} ${count} times. attachTo adds the layer: do not add it yourself`);
    }
    if (this.countOfOthers(this.layer, layers) > 0) {
      errors.push(`${path} has the layer of another KinesisTelemetryExtension in addition to the layer of ${this.owner.node.path}, and both contain `
        + 'an extension with the same name. Remove the other layer');
    }
    if (layers.length > MAX_LAYERS) {
      errors.push(`${path} has ${layers.length} layers, but Lambda allows only ${MAX_LAYERS}. Remove a layer, or do not attach this function`);
    }
    return errors;
  }

  private whatIsWrongWithVariables(path: string, rendered: RenderedProperties): string[] {
    const variables = variablesIn(rendered);
    if (!variables) return [];
    return [...whatIsWrongWithSize(path, variables), ...Object.entries(this.expectedVariables())
      .filter(([name, value]) => JSON.stringify(variables[name]) !== JSON.stringify(value))
      .map(([name, value]) => `${path} was attached with ${name}=${JSON.stringify(value)}, but the variable was `
        + `${name in variables ? `set to ${JSON.stringify(variables[name])}` : 'removed'} afterwards. Set it either in `
        + `${this.owner.node.path} or in the function, not in both`)];
  }

  private expectedVariables(): Record<string, unknown> {
    return Stack.of(this).resolve(this.props.environment);
  }

  private countOf(layer: lambda.ILayerVersion, layers: string[]): number {
    const arn = this.arnOf(layer);
    return layers.filter((other) => other === arn).length;
  }

  /** Detects the layers by their construct ids, which are part of their references. */
  private countOfOthers(layer: lambda.ILayerVersion, layers: string[]): number {
    const arn = this.arnOf(layer);
    return layers.filter((other) => other !== arn && other.includes(LAYER_ID)).length;
  }

  private arnOf(layer: lambda.ILayerVersion): string {
    return JSON.stringify(Stack.of(this).resolve(layer.layerVersionArn));
  }
}

function fingerprint(environment: Record<string, string>, options: AttachOptions): object {
  const { extensionInImage = false, stopCloudWatchLogs = false, raiseMemory: isRaised = false } = options;
  const names = Object.keys(environment).filter((name) => name !== STREAM_ARN.variable).sort();
  const settings = Object.fromEntries(names.map((name) => [name, environment[name]]));
  return { ...settings, extensionInImage, stopCloudWatchLogs, ...isRaised && { raiseMemory: true } };
}

/** Lambda measures the variables as a JSON text. Values that are known only at deployment are not counted. */
function whatIsWrongWithSize(path: string, variables: Record<string, unknown>): string[] {
  const known = Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, typeof value === 'string' ? value : '']));
  const bytes = Buffer.byteLength(JSON.stringify(known));
  if (bytes <= MAX_VARIABLES_BYTES) return [];
  const long = LONG_SETTINGS.filter(({ variable }) => known[variable]).map(({ variable, prop }) => `${prop} (${Buffer.byteLength(known[variable])} bytes)`);
  return [`${path} has environment variables of ${bytes} bytes, with those of the extension, but Lambda allows only ${MAX_VARIABLES_BYTES}: `
    + `${bytes - MAX_VARIABLES_BYTES} too many. ${long.length > 0 ? `Shorten ${long.join(' or ')}, or move` : 'Move'} a long variable to a parameter store`];
}

/** Runs before the function is changed, so that a caller can catch the error and continue. */
function checkVariables(fn: AttachableFunction, { environment, owner }: AttachmentProps): void {
  const variables = unresolvedVariablesOf(fn.resource) ?? {};
  for (const [name, wanted] of Object.entries(environment)) {
    if (name in variables && variables[name] !== wanted) {
      throw new Error(`${fn.construct.node.path} has the environment variable ${name}=${JSON.stringify(variables[name])}, but ${owner.node.path} `
        + `sets it to ${JSON.stringify(wanted)}. Set it either in the function or in the construct, not in both`);
    }
  }
}

/** Catches the error of CDK, because the layers cannot be counted before validation: see {@link layersOf}. */
function addLayer(fn: AttachableFunction, layer: lambda.ILayerVersion): void {
  try {
    fn.addLayer(layer);
  } catch (cause) {
    throw new Error(`${fn.construct.node.path} has no layer slot left for the extension: Lambda allows ${MAX_LAYERS} layers. `
      + 'Merge or remove a layer, or do not attach this function', { cause });
  }
}
