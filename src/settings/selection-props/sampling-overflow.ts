import { WhenFullName } from '../selection/sampling-settings';

/** What the extension does when the events of requests that are not yet decided need more room than they have. */
export class SamplingOverflow {
  /** Keeps the oldest undecided request. More is sent than needed, and nothing is missing. */
  public static readonly KEEP = new SamplingOverflow('keep');

  /**
   * Omits the oldest undecided events, and counts them under the name `buffer-full`. Of a request that fails later, the newest lines are kept.
   */
  public static readonly OMIT = new SamplingOverflow('omit');

  /** The member `whenFull` of the environment variable `KINESIS_TELEMETRY_SAMPLING`. */
  public readonly value: string;

  private constructor(value: WhenFullName) {
    this.value = value;
  }
}
