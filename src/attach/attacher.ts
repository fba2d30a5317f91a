import { Stack, Stage, Token } from 'aws-cdk-lib';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import { IConstruct } from 'constructs';
import { AttachOptions } from './attach-options';
import { Attachment } from './attachment';
import { checkWithoutLogs } from './cloudwatch-logs';
import { checkContainerImage } from './container-image';
import { AttachedFunction } from './doubts/memory';
import { allowToEndpoint, EndpointInVpc } from './egress-to-endpoint';
import { checkLayerContents, whatIsWrongWithHost } from './host';
import { checkConstruct } from '../checks/constructs';
import { AttachableFunction } from '../function/attachable-function';
import { functionToAttach } from '../function/find-function';
import { logGroupOf } from '../function/function-configuration';
import { whatIsWrongWithRuntime } from '../function/runtime';
import { TelemetryResources } from '../resources/telemetry-resources';
import { renderSettings } from '../settings/environment';
import { mergeSettings } from '../settings/merged-settings';
import { RecordFormat } from '../settings/record-format';
import { LOG_GROUP, STREAM_ARN } from '../settings/settings';
import { TelemetrySettings } from '../settings/telemetry-settings';
import { streamArnFor } from '../stream/local-stream';
import { isEncryptedByAws } from '../stream/stream';
import { EndOfSynth } from '../survey/end-of-synth';
import { StreamIdentity } from '../survey/stream-identity';
import { Survey } from '../survey/survey';

export interface AttacherProps {
  /** The extension that attaches the functions. */
  readonly owner: IConstruct;
  /** The defaults for all functions. */
  readonly settings: TelemetrySettings;
  /** The stream, if this app knows it without reading parameters. */
  readonly ownStream?: kinesis.IStream;
  /** The ways to name the stream, while the app is being built. */
  readonly streamIdentities: () => readonly StreamIdentity[];
  /** Whether this app shares the stream with the account. */
  readonly isStreamSharedWith?: (accountId: string) => boolean;
  readonly resourcesIn: (stack: Stack) => TelemetryResources;
  /** The end of an error text that says how to configure a function by hand. */
  readonly byHand: () => string;
}

/** Attaches functions, each with the resources of its own stack. */
export class Attacher {
  public readonly owner: IConstruct;
  private readonly endOfSynth = new EndOfSynth();
  private readonly attachments: Attachment[] = [];
  private readonly endpoints: EndpointInVpc[] = [];

  public constructor(private readonly props: AttacherProps) {
    this.owner = props.owner;
  }

  /** The functions that the extension has attached so far. */
  public get attached(): AttachedFunction[] {
    return this.attachments.map(({ attached }) => attached);
  }

  /** Returns the extension that attached the function, if any. */
  public ownerOf(fn: IConstruct): IConstruct | undefined {
    return Attachment.of(fn)?.owner;
  }

  /** Whether the host can run beside the function, with the settings of the extension and the options. */
  public whatIsWrongWithHost(fn: AttachableFunction, options: AttachOptions): string | undefined {
    return whatIsWrongWithHost(fn, options.extensionHost ?? this.props.settings.extensionHost);
  }

  /** Whether something invokes the function with the records of the stream. Its own telemetry would then invoke it in an endless loop. */
  public isReadBy({ resource }: AttachableFunction, { readers }: Survey): boolean {
    return readers.readerOf(resource, this.props.streamIdentities()) !== undefined;
  }

  /** @throws when the function cannot be attached; the message says what to do */
  public attach(construct: IConstruct, options: AttachOptions = {}, validate?: (survey: Survey) => string[]): void {
    checkConstruct(`${this.owner.node.path}: attachTo`, 'a function', construct);
    const target = functionToAttach(construct, this.props.byHand());
    const attachment = Attachment.of(target.construct);
    if (attachment) return this.attachAgain(target, attachment, options);

    const effective = this.effectiveOptions(options);
    checkContainerImage(target, effective.extensionInImage === true);
    const wrong = target.whyUnchangeable() ?? whatIsWrongWithRuntime(target) ?? whatIsWrongWithHost(target, effective.extensionHost);
    if (wrong) throw new Error(`${target.construct.node.path} ${wrong}`);
    this.checkStream(target);
    if (effective.stopCloudWatchLogs) checkWithoutLogs(target, effective);
    const environment = this.settingsFor(target, effective);
    const resources = this.props.resourcesIn(Stack.of(target.construct));
    checkLayerContents(target, effective.extensionHost, resources.layerContents);
    this.attachments.push(new Attachment(target, {
      owner: this.owner,
      resources,
      environment: { [STREAM_ARN.variable]: streamArnFor(target.construct, resources.stream), ...environment },
      isStreamSharedWith: this.props.isStreamSharedWith,
      options: effective,
      endOfSynth: this.endOfSynth,
      validate,
    }));
    this.endpoints.forEach((endpoint) => allowToEndpoint(target, endpoint));
  }

  /** Lets the attached functions, also those that are attached later, connect to the endpoint. */
  public allowTo(endpoint: EndpointInVpc): void {
    this.endpoints.push(endpoint);
    this.attached.forEach(({ fn }) => allowToEndpoint(fn, endpoint));
  }

  private attachAgain(fn: AttachableFunction, attachment: Attachment, options: AttachOptions): void {
    if (attachment.owner !== this.owner) {
      throw new Error(`${fn.construct.node.path} is already attached to ${attachment.owner.node.path}: a function can have only one `
        + `KinesisTelemetryExtension. Remove one of the two calls of attachTo (this call is from ${this.owner.node.path})`);
    }
    // A second call without options is allowed, even if the first call had options.
    if (Object.values(options).every((option) => option === undefined)) return;
    const effective = this.effectiveOptions(options);
    attachment.checkSame(this.settingsFor(fn, effective), effective);
  }

  private effectiveOptions(options: AttachOptions): AttachOptions {
    const { extensionInImage, stopCloudWatchLogs, raiseMemory } = options;
    return { ...mergeSettings(this.props.settings, options), extensionInImage, stopCloudWatchLogs, raiseMemory };
  }

  private settingsFor(fn: AttachableFunction, options: AttachOptions): Record<string, string> {
    try {
      return { ...renderSettings(options), ...logGroupFor(fn, options) };
    } catch (cause) {
      throw new Error(`${fn.construct.node.path}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    }
  }

  /** @throws when the function cannot write to a stream that this app creates */
  private checkStream(fn: AttachableFunction): void {
    const stream = this.props.ownStream;
    if (stream?.node.defaultChild === undefined) return;
    if (fn.construct.node.root !== this.owner.node.root) {
      throw new Error(`${fn.construct.node.path} is in another app than the stream of ${this.owner.node.path}. Import the extension in that app `
        + '(KinesisTelemetryExtension.fromParameters)');
    }
    if (Stage.of(fn.construct) !== Stage.of(this.owner)) {
      throw new Error(`${fn.construct.node.path} is in another stage than the stream of ${this.owner.node.path}, and stages cannot refer to each `
        + 'other. Create a KinesisTelemetryExtension in each stage, or pass an imported stream (kinesis.Stream.fromStreamArn)');
    }
    const accounts = [fn.account, stream.env.account];
    if (accounts.some((account) => Token.isUnresolved(account)) || accounts[0] === accounts[1] || !isEncryptedByAws(stream)) return;
    throw new Error(`${fn.construct.node.path} is in account ${accounts[0]}, but the stream of ${this.owner.node.path} in account ${accounts[1]} is `
      + 'encrypted with the AWS managed key for Kinesis, which no other account can use. Give the stream a customer managed key '
      + '(streamEncryptionKey)');
  }
}

/** Records in the format of CloudWatch Logs name the function's log group, which the Extensions API does not report. */
function logGroupFor(fn: AttachableFunction, { recordFormat }: TelemetrySettings): Record<string, string> {
  const logGroup = recordFormat?.value === RecordFormat.CLOUDWATCH_LOGS.value ? logGroupOf(fn.resource) : undefined;
  return logGroup === undefined ? {} : { [LOG_GROUP.variable]: logGroup };
}
