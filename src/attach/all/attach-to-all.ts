import { Annotations } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { IConstruct } from 'constructs';
import { AttachToAllOptions } from './attach-to-all-options';
import { whyLeftOut } from './left-out';
import { DEFAULT_OPT_OUT_TAG, isTaggedOff } from './opt-out-tag';
import { isBareFunction, tryFunctionOf } from '../../function/attachable-function';
import { mayReadStream } from '../../survey/stream-readers';
import { stageOf, Survey } from '../../survey/survey';
import { Attacher } from '../attacher';

/** The id is public: apps use it to acknowledge the annotation. */
const LEFT_OUT_INFO = 'cdk-kinesis-telemetry-extension:leftOut';

/** Attaches the functions among the given constructs, and reports the functions that it skips. */
export class AttacherOfMany {
  private readonly surveys = new Map<IConstruct, Survey>();

  constructor(private readonly attacher: Attacher, private readonly options: AttachToAllOptions) {}

  /** Attaches all functions that are currently in the scope. One annotation lists the skipped functions. */
  public attachAll(scope: IConstruct): void {
    const leftOut = scope.node.findAll().flatMap((construct) => this.attachOrTell(construct));
    const lines = [...new Set(leftOut)];
    if (lines.length === 0) return;
    Annotations.of(scope).addInfoV2(LEFT_OUT_INFO, `${this.attacher.owner.node.path} skips:\n${lines.map((line) => `- ${line}`).join('\n')}`);
  }

  /** Attaches the construct if it is a function. An annotation reports if it is skipped. */
  public attachOne(construct: IConstruct): void {
    this.notice(construct);
    for (const line of this.attachOrTell(construct)) {
      Annotations.of(construct).addInfoV2(LEFT_OUT_INFO, `${this.attacher.owner.node.path} skips ${line}`);
    }
  }

  public supports(construct: IConstruct): boolean {
    this.notice(construct);
    return isOneToTell(construct) || isBareFunction(construct);
  }

  /** An Aspect and a Mixin see one construct at a time. If it is a reader that was not there before, the survey is out of date. */
  private notice(construct: IConstruct): void {
    const stage = stageOf(construct);
    if (mayReadStream(construct) && this.surveys.get(stage)?.readers.knows(construct) === false) this.surveys.delete(stage);
  }

  /** @returns the skipped function and the reason */
  private attachOrTell(construct: IConstruct): string[] {
    if (isBareFunction(construct)) return [`${construct.node.path}: it is not a lambda.Function, but a CfnFunction or a provider of CDK`];
    const fn = isOneToTell(construct) ? tryFunctionOf(construct) : undefined;
    if (!fn) return [];
    const leftOut = whyLeftOut(fn, this.attacher, this.options, this.surveyOf(fn));
    if (leftOut === 'as asked') return [];
    if (leftOut) return [`${fn.node.path}: ${leftOut.reason}`];
    this.attach(fn);
    return [];
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

  private attach(fn: lambda.Function): void {
    const { include, exclude, optOutTag = DEFAULT_OPT_OUT_TAG, ...options } = this.options;
    try {
      this.attacher.attach(fn, options, () => isTaggedOff(fn, optOutTag)
        ? [`${fn.node.path} has the tag ${optOutTag}=off, but the tag was added after the function was attached. Add the tag before attachToAll`]
        : []);
    } catch (cause) {
      throw new Error(`${cause instanceof Error ? cause.message : String(cause)}. To attach the other functions, exclude ${fn.node.path}, `
        + `or add the tag ${optOutTag}=off to it`, { cause });
    }
  }
}

/** Ignores versions and aliases: their function is in the tree, too. */
function isOneToTell(construct: IConstruct): boolean {
  return 'addLayers' in construct && tryFunctionOf(construct) !== undefined;
}
