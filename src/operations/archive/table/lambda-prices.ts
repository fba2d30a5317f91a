/**
 * What Lambda charges, in US dollars.
 *
 * @see https://aws.amazon.com/lambda/pricing/
 */
export interface LambdaPrices {
  /**
   * The price of a GB-second of a function on x86_64.
   *
   * @default 0.0000166667 - in most regions, in the first tier, as of 2026-11-20
   */
  readonly x86GbSecond?: number;

  /**
   * The price of a GB-second of a function on arm64.
   *
   * @default 0.0000133334 - in most regions, in the first tier, as of 2026-11-20
   */
  readonly armGbSecond?: number;

  /**
   * The price of a million requests.
   *
   * @default 0.20 - as of 2026-11-20
   */
  readonly millionRequests?: number;
}
