import { IConstruct } from 'constructs';
import { AttachOptions } from '../attach-options';

/** Which functions are attached when many are attached at once, and how. */
export interface AttachToAllOptions extends AttachOptions {
  /**
   * Only these functions, and those in these constructs, are attached.
   *
   * One of CDK's own functions is attached only if it is named here itself.
   *
   * @default - all functions
   */
  readonly include?: IConstruct[];

  /**
   * These functions, and those in these constructs, are left out.
   *
   * @default - none
   */
  readonly exclude?: IConstruct[];

  /**
   * The key of the tag with which a function, or a construct or a stack with functions in it, is left out: with the value `off`. Any
   * other value brings a function back in that is in a construct with `off`.
   *
   * The tag is put there as all tags are, with `Tags.of(construct).add(…)`, before the functions are attached: a tag that comes too
   * late is an error at synth.
   *
   * @default 'kinesis-telemetry'
   * @see https://docs.aws.amazon.com/cdk/v2/guide/tagging.html
   */
  readonly optOutTag?: string;
}
