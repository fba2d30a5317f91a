import { Annotations, Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { AttachToAllOptions } from './attach-to-all-options';
import { whyLeftOut } from './left-out';
import { DEFAULT_OPT_OUT_TAG, isOptedOut } from './opt-out-tag';
import { checkConstruct } from '../../checks/constructs';
import { AttachableFunction } from '../../function/attachable-function';
import { isCdksOwn } from '../../function/cdks-own';
import { isPlainResource, ownFunctionOf, PLAIN_RESOURCE } from '../../function/find-function';
import { outermostStackOf } from '../../stacks/outermost-stack';
import { mayReadStream } from '../../survey/reader-resources';
import { stageOf, Survey } from '../../survey/survey';
import { Attacher } from '../attacher';

/** The ids are public: apps use them to acknowledge annotations. The documentation of `attachToAll` lists them. */
const LEFT_OUT_INFO = 'cdk-kinesis-telemetry-extension:leftOut';
const NO_FUNCTION_WARNING = 'cdk-kinesis-telemetry-extension:noFunctionToAttach';

/** What was done with a construct. */
type Outcome = 'no function' | 'attached' | 'as asked' | LeftOutFunction;

interface LeftOutFunction {
  readonly construct: IConstruct;
  readonly isCdksOwn: boolean;
  readonly reason: string;
}

/** Attaches the functions among the given constructs, and reports the functions that it skips. */
export class AttacherOfMany {
  private readonly surveys = new Map<IConstruct, Survey>();

  constructor(private readonly attacher: Attacher, private readonly options: AttachToAllOptions) {}

  /** Attaches all functions that are currently in the scope. One annotation in each stack lists the skipped functions. */
  public attachAll(scope: IConstruct): void {
    checkConstruct(`${this.attacher.owner.node.path}: attachToAll`, 'a construct, a stack or an app', scope);
    const outcomes = scope.node.findAll().map((construct) => this.attachOrTell(construct)).filter((outcome) => outcome !== 'no function');
    const leftOut = outcomes.filter((outcome) => typeof outcome === 'object');
    this.report(scope, leftOut);
    if (leftOut.length === outcomes.length && leftOut.every((outcome) => outcome.isCdksOwn)) this.warnOfNoFunction(scope);
  }

  /** Attaches the construct if it is a function. An annotation reports if it is skipped. */
  public attachOne(construct: IConstruct): void {
    this.notice(construct);
    const outcome = this.attachOrTell(construct);
    if (typeof outcome === 'object') Annotations.of(construct).addInfoV2(LEFT_OUT_INFO, `${this.attacher.owner.node.path} skips ${lineOf(outcome)}`);
  }

  public supports(construct: IConstruct): boolean {
    this.notice(construct);
    return ownFunctionOf(construct) !== undefined || isPlainResource(construct);
  }

  /** An Aspect and a Mixin see one construct at a time. If it is a reader that was not there before, the survey is out of date. */
  private notice(construct: IConstruct): void {
    const stage = stageOf(construct);
    if (mayReadStream(construct) && this.surveys.get(stage)?.readers.knows(construct) === false) this.surveys.delete(stage);
  }

  private attachOrTell(construct: IConstruct): Outcome {
    if (isPlainResource(construct)) return { construct, isCdksOwn: true, reason: `it ${PLAIN_RESOURCE}` };
    const fn = ownFunctionOf(construct);
    if (!fn) return 'no function';
    const leftOut = whyLeftOut(fn, this.attacher, this.options, this.surveyOf(construct));
    if (leftOut === 'as asked') return leftOut;
    if (leftOut) return { construct: fn.construct, isCdksOwn: isCdksOwn(fn.construct), reason: leftOut.reason };
    this.attach(fn);
    return 'attached';
  }

  /** CDK shows and stores only annotations in stacks. An app and a stage are in none, so the functions of each stack are listed in the stack. */
  private report(scope: IConstruct, leftOut: readonly LeftOutFunction[]): void {
    const lines = new Map<IConstruct, Set<string>>();
    for (const outcome of leftOut) {
      const place = scope.node.scopes.some((parent) => Stack.isStack(parent)) ? scope : outermostStackOf(outcome.construct);
      lines.set(place, (lines.get(place) ?? new Set()).add(`- ${lineOf(outcome)}`));
    }
    for (const [place, texts] of lines) Annotations.of(place).addInfoV2(LEFT_OUT_INFO, `${this.attacher.owner.node.path} skips:\n${[...texts].join('\n')}`);
  }

  private warnOfNoFunction(scope: IConstruct): void {
    const { owner } = this.attacher;
    Annotations.of(owner).addWarningV2(NO_FUNCTION_WARNING, `${owner.node.path}: attachToAll(${scope.node.path || 'the app'}) has found no function of this app, `
      + 'and attaches only functions that exist when it is called. Call it after the functions have been created, or add the Aspect (asAspect), '
      + 'which also attaches functions that are added later');
  }

  private surveyOf(construct: IConstruct): Survey {
    const stage = stageOf(construct);
    let survey = this.surveys.get(stage);
    if (!survey) {
      survey = new Survey(stage, 'while building');
      this.surveys.set(stage, survey);
    }
    return survey;
  }

  private attach(fn: AttachableFunction): void {
    const { path } = fn.construct.node;
    const { include, exclude, optOutTag = DEFAULT_OPT_OUT_TAG, ...options } = this.options;
    // The option speaks of the images among the functions.
    const extensionInImage = options.extensionInImage && fn.isContainerImage ? true : undefined;
    try {
      this.attacher.attach(fn.construct, { ...options, extensionInImage }, ({ singletons }) => isOptedOut(fn, optOutTag, singletons.of(fn.construct))
        ? [`${path} has the tag ${optOutTag}=off, but the tag was added after the function was attached. Add the tag before attachToAll`]
        : []);
    } catch (cause) {
      throw new Error(`${cause instanceof Error ? cause.message : String(cause)}. To attach the other functions, exclude ${path}, `
        + `or add the tag ${optOutTag}=off to it`, { cause });
    }
  }
}

function lineOf({ construct, reason }: LeftOutFunction): string {
  return `${construct.node.path}: ${reason}`;
}
