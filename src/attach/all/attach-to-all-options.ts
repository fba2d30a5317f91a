import { IConstruct } from 'constructs';
import { AttachOptions } from '../attach-options';

/** Options for attaching several functions at once. */
export interface AttachToAllOptions extends AttachOptions {
  /**
   * The functions to attach (also as aliases, versions or singletons), or constructs that contain them.
   *
   * A function of CDK itself is attached only if it is in this list.
   *
   * @default - all functions
   */
  readonly include?: IConstruct[];

  /**
   * The functions to skip (also as aliases, versions or singletons), or constructs that contain them.
   *
   * @default - none
   */
  readonly exclude?: IConstruct[];

  /**
   * The key of the tag that opts functions out. If a function, or a construct or stack that contains it, has the tag with the value `off` (in
   * any case), the function is skipped. Any other value opts a function in again that is in a construct with the value `off`. The tag that
   * the function will have in AWS counts: `includeResourceTypes`, `excludeResourceTypes` and `priority` are respected.
   *
   * Add the tag with `Tags.of(construct).add(…)` before the functions are attached. A tag that is added too late is an error at synth time.
   *
   * @default 'kinesis-telemetry'
   * @see https://docs.aws.amazon.com/cdk/v2/guide/tagging.html
   */
  readonly optOutTag?: string;
}
