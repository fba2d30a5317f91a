import type { Envelope } from '../../consumer-src';
import { UsageError } from '../errors';
import { objectIn } from '../object';

type Operator = '=' | '!=' | '<' | '<=' | '>' | '>=';

const CONDITION = /^([^=!<>]+)(=|!=|<=|>=|<|>)(.*)$/s;

/**
 * Returns a test for a condition such as `record.userId=5` on the fields of an envelope.
 *
 * `=` and `!=` compare texts: `5` is equal to the number and to the text. The others compare numbers, or times, which are texts that sort.
 * A field that is missing is not equal to anything, neither smaller nor larger.
 *
 * @throws UsageError if the text is not a condition
 */
export function whereTest(condition: string): (envelope: Envelope) => boolean {
  const [, path, operator, expected] = CONDITION.exec(condition) ?? [];
  if (path === undefined || path.trim() === '') {
    throw new UsageError(`--where must be a field, one of = != < <= > >=, and a value, such as record.userId=5, got ${JSON.stringify(condition)}`);
  }
  return (envelope) => holds(valueAt(envelope, path.trim()), operator as Operator, expected);
}

/** A name may contain dots, as `log.level` does: the whole of the rest is tried first. A text may contain an object as JSON. */
function valueAt(value: unknown, path: string): unknown {
  const fields: object | undefined = Array.isArray(value) ? value : objectIn(value);
  if (fields === undefined) return undefined;
  if (Object.hasOwn(fields, path)) return (fields as Record<string, unknown>)[path];
  for (let dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
    const name = path.slice(0, dot);
    if (!Object.hasOwn(fields, name)) continue;
    const found = valueAt((fields as Record<string, unknown>)[name], path.slice(dot + 1));
    if (found !== undefined) return found;
  }
  return undefined;
}

function holds(actual: unknown, operator: Operator, expected: string): boolean {
  if (actual === undefined) return operator === '!=';
  const text = typeof actual === 'string' ? actual : JSON.stringify(actual);
  if (operator === '=') return text === expected;
  if (operator === '!=') return text !== expected;
  const order = orderOf(text, expected);
  switch (operator) {
    case '<': return order < 0;
    case '<=': return order <= 0;
    case '>': return order > 0;
    case '>=': return order >= 0;
  }
}

function orderOf(actual: string, expected: string): number {
  const numbers = [actual, expected].map((text) => text.trim() === '' ? NaN : Number(text));
  if (numbers.every((number) => !Number.isNaN(number))) return numbers[0] - numbers[1];
  return actual < expected ? -1 : actual > expected ? 1 : 0;
}
