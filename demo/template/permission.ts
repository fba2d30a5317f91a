import { isObject, JsonObject, listOf } from './json-value';

/** Whether policies allow an action on a resource. */
export interface Decision {
  readonly allowed: boolean;
  /** The reason, as part of a sentence. */
  readonly reason: string;
}

/**
 * Evaluates policy statements as IAM does: an explicit deny overrides any allow, and the default is to deny.
 * Conditions are not evaluated: an allow with a condition is ignored, a deny with a condition applies.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function isAllowed(statements: readonly unknown[], action: string, resourceArn: string): Decision {
  const matching = statements.filter(isObject).filter((statement) => matches(statement, action, resourceArn));
  if (matching.some((statement) => statement.Effect === 'Deny')) return { allowed: false, reason: `a statement denies ${action} on ${resourceArn}` };
  const allowing = matching.filter((statement) => statement.Effect === 'Allow');
  if (allowing.some((statement) => statement.Condition === undefined)) return { allowed: true, reason: `a statement allows ${action} on ${resourceArn}` };
  return {
    allowed: false,
    reason: allowing.length > 0
      ? `${action} on ${resourceArn} is allowed only under a condition, which the demo does not evaluate`
      : `no statement allows ${action} on ${resourceArn}`,
  };
}

function matches(statement: JsonObject, action: string, resourceArn: string): boolean {
  return matchesPart(statement.Action, statement.NotAction, action.toLowerCase(), (pattern) => pattern.toLowerCase())
    && matchesPart(statement.Resource, statement.NotResource, resourceArn, (pattern) => pattern);
}

function matchesPart(patterns: unknown, exceptions: unknown, text: string, normalize: (pattern: string) => string): boolean {
  const among = (list: unknown) => listOf(list).some((pattern) => typeof pattern === 'string' && wildcard(normalize(pattern)).test(text));
  return exceptions === undefined ? among(patterns) : !among(exceptions);
}

/** `*` matches any characters, `?` matches one. */
function wildcard(pattern: string): RegExp {
  const source = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*').replace(/\?/g, '.');
  return new RegExp(`^${source}$`, 's');
}
