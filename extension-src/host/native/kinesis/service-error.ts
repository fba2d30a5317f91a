import type { EngineResponse } from '../engine';

/** What the SDK throws for a response with an error, as far as {@link describeFailure} reads it. */
export class ServiceError extends Error {
  readonly $metadata: { readonly httpStatusCode: number; readonly requestId?: string; clockSkewCorrected?: boolean };

  constructor(name: string, message: string, status: number, requestId?: string) {
    super(message);
    this.name = name;
    this.$metadata = { httpStatusCode: status, requestId };
  }
}

/**
 * Reads a response of the JSON protocol with a status other than 200.
 *
 * @see https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html#operation-error-serialization
 */
export function serviceErrorOf({ status, headers, body }: EngineResponse): ServiceError {
  const text = engine.decode(body, 'utf8', 0, body.length);
  const parsed = parseObject(text);
  const type = String(headers['x-amzn-errortype'] ?? parsed.__type ?? parsed.code ?? 'UnknownError');
  const name = type.split(':')[0].split('#').at(-1) ?? type;
  return new ServiceError(name, String(parsed.message ?? parsed.Message ?? `status ${status}`), status, headers['x-amzn-requestid']);
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value as Record<string, unknown> : {};
  } catch {
    // A proxy or a load balancer may respond with a page.
    return {};
  }
}
