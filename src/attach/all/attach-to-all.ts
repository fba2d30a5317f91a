import { Annotations } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { IConstruct } from 'constructs';
import { AttachToAllOptions } from './attach-to-all-options';
import { whyLeftOut } from './left-out';
import { DEFAULT_OPT_OUT_TAG, isTaggedOff } from './opt-out-tag';
import { isBareFunction, tryFunctionOf } from '../../function/attachable-function';
import { Attacher } from '../attacher';

/** Annotations are public: an app acknowledges them by these ids. */
const LEFT_OUT_INFO = 'cdk-kinesis-telemetry-extension:leftOut';

/** Not one function, but whatever comes by: attaches what can be attached, and tells what was left out. */
export class AttacherOfMany {
  constructor(private readonly attacher: Attacher, private readonly options: AttachToAllOptions) {}

  /** All that is in the scope now. One annotation lists what was left out. */
  public attachAll(scope: IConstruct): void {
    const leftOut = scope.node.findAll().flatMap((construct) => this.attachOrTell(construct));
    const lines = [...new Set(leftOut)];
    if (lines.length === 0) return;
    Annotations.of(scope).addInfoV2(LEFT_OUT_INFO, `${this.attacher.owner.node.path} leaves out:\n${lines.map((line) => `- ${line}`).join('\n')}`);
  }

  /** This one, if it is a function. An annotation of its own tells if it was left out. */
  public attachOne(construct: IConstruct): void {
    for (const line of this.attachOrTell(construct)) {
      Annotations.of(construct).addInfoV2(LEFT_OUT_INFO, `${this.attacher.owner.node.path} leaves out ${line}`);
    }
  }

  public supports(construct: IConstruct): boolean {
    return isOneToTell(construct) || isBareFunction(construct);
  }

  /** @returns what was left out, and why */
  private attachOrTell(construct: IConstruct): string[] {
    if (isBareFunction(construct)) return [`${construct.node.path}: it is no lambda.Function, but a CfnFunction or a provider of CDK's`];
    const fn = isOneToTell(construct) ? tryFunctionOf(construct) : undefined;
    if (!fn) return [];
    const leftOut = whyLeftOut(fn, this.attacher, this.options);
    if (leftOut === 'as asked') return [];
    if (leftOut) return [`${fn.node.path}: ${leftOut.reason}`];
    this.attach(fn);
    return [];
  }

  private attach(fn: lambda.Function): void {
    const { include, exclude, optOutTag = DEFAULT_OPT_OUT_TAG, ...options } = this.options;
    try {
      this.attacher.attach(fn, options, () => isTaggedOff(fn, optOutTag)
        ? [`${fn.node.path} has the tag ${optOutTag}=off, but was attached with all others before it had it. Add the tag before attachToAll`]
        : []);
    } catch (cause) {
      throw new Error(`${cause instanceof Error ? cause.message : String(cause)}. To attach all others, exclude ${fn.node.path}, `
        + `or give it the tag ${optOutTag}=off`, { cause });
    }
  }
}

/** Versions and aliases are in the tree, too; their function tells. */
function isOneToTell(construct: IConstruct): boolean {
  return 'addLayers' in construct && tryFunctionOf(construct) !== undefined;
}
