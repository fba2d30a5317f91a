import { shortName } from './short-name';
import type { Envelope } from '../../consumer-src';

const IN_ARN = /:function:([^:]+)/;
const LOG_GROUP = '/aws/lambda/';

/** Returns the name of the function that an event comes from: of its ARN, or of its log group, where the format has no ARN. */
export function functionNameOf({ source, logGroup }: Pick<Envelope, 'source' | 'logGroup'>): string {
  if (source !== undefined) return IN_ARN.exec(source)?.[1] ?? source;
  if (logGroup === undefined) return '';
  return logGroup.startsWith(LOG_GROUP) ? logGroup.slice(LOG_GROUP.length) : logGroup;
}

/** Returns a test for names of functions, as text output shows them or whole, or ARNs. `*` stands for any text. */
export function functionTest(pattern: string): (envelope: Envelope) => boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  const expression = new RegExp(`^${parts.join('.*')}$`, 's');
  return (envelope) => {
    const name = functionNameOf(envelope);
    return expression.test(name) || expression.test(shortName(name)) || envelope.source !== undefined && expression.test(envelope.source);
  };
}
