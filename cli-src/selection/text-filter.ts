import { recordText } from '../../consumer-src';
import type { Envelope } from '../../consumer-src';
import { UsageError } from '../errors';

const EXPRESSION = /^\/(.+)\/([dgimsuvy]*)$/s;
/** `g` and `y` make an expression remember where it was. */
const STATEFUL = /[gy]/g;

/** Returns the text of a record: a log line as it was printed, the JSON of everything else. */
export function textOf(envelope: Envelope): string {
  return typeof envelope.record === 'string' ? envelope.record : recordText(envelope);
}

/**
 * Returns a test for the text of records: that it contains a text, or matches a regular expression between slashes.
 * @throws UsageError if the expression is not valid
 */
export function textTest(filter: string): (envelope: Envelope) => boolean {
  const [, source, flags = ''] = EXPRESSION.exec(filter) ?? [];
  if (source === undefined) return (envelope) => textOf(envelope).includes(filter);
  const expression = expressionOf(source, flags.replace(STATEFUL, ''), filter);
  return (envelope) => expression.test(textOf(envelope));
}

function expressionOf(source: string, flags: string, given: string): RegExp {
  try {
    return new RegExp(source, flags);
  } catch (error) {
    throw new UsageError(`--filter ${given} is not a regular expression: ${(error as Error).message}`);
  }
}
