import { isObject, JsonObject, listOf } from './json-value';

/** What a set of policies says about an action on a resource. */
export interface Decision {
  readonly allowed: boolean;
  /** Why, as the end of a sentence. */
  readonly reason: string;
}

/**
 * Whether policy statements allow an action on a resource, by IAM's order: an explicit deny wins, and without an allow
 * the answer is no. Conditions cannot be evaluated here: an allow under a condition does not count, a deny under one does.
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
      ? `${action} on ${resourceArn} is allowed under a condition only, which cannot be evaluated here`
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

/** `*` is any characters, `?` is one. */
function wildcard(pattern: string): RegExp {
  const source = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*').replace(/\?/g, '.');
  return new RegExp(`^${source}$`, 's');
}
