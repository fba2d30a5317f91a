import { SampleByName } from '../selection/sampling-settings';

/** What decides whether a request belongs to the share that is kept. */
export class SampleBy {
  /** The request id. Every environment, and every retry of an asynchronous invocation, decides the same. */
  public static readonly REQUEST = new SampleBy('request');

  /**
   * The X-Ray trace id. All functions with the same share keep the same traces.
   *
   * Where a request has no trace id, the request id decides.
   *
   * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
   */
  public static readonly TRACE = new SampleBy('trace');

  /** The member `by` of the environment variable `KINESIS_TELEMETRY_SAMPLING`. */
  public readonly value: string;

  private constructor(value: SampleByName) {
    this.value = value;
  }
}
