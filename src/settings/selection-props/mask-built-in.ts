import { MaskBuiltInName } from '../selection/mask-settings';

/** A kind of sensitive text that the extension recognizes. */
export class MaskBuiltIn {
  /** Email addresses. */
  public static readonly EMAIL = new MaskBuiltIn('email');

  /**
   * Numbers of payment cards: 13 to 19 digits, also in groups separated by spaces or dashes, whose check digit is right (Luhn).
   *
   * @see https://www.iso.org/standard/70484.html
   */
  public static readonly PAYMENT_CARD = new MaskBuiltIn('payment-card');

  /**
   * The ids of AWS access keys, such as `AKIAIOSFODNN7EXAMPLE`.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
   */
  public static readonly AWS_ACCESS_KEY = new MaskBuiltIn('aws-access-key');

  /**
   * JSON Web Tokens.
   *
   * @see https://www.rfc-editor.org/rfc/rfc7519
   */
  public static readonly JWT = new MaskBuiltIn('jwt');

  /** IPv4 addresses. */
  public static readonly IPV4 = new MaskBuiltIn('ipv4');

  /**
   * The token in `Bearer …`, as in an `Authorization` header.
   *
   * @see https://www.rfc-editor.org/rfc/rfc6750
   */
  public static readonly BEARER_TOKEN = new MaskBuiltIn('bearer-token');

  /** The name under which the extension counts the matches, in the field `masked` of an event. */
  public readonly value: string;

  private constructor(value: MaskBuiltInName) {
    this.value = value;
  }
}
