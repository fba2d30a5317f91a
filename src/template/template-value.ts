import { CfnElement, Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/** Stands for a part of a text that is known only at deployment. */
export const UNKNOWN_PART = '?';

/** `${Name}` or `${Name.Attribute}` in `Fn::Sub`. https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-sub.html */
const PLACEHOLDER = /\$\{([^!}][^}]*)\}/g;

/**
 * Returns a value of a template as a text: only joined and substituted texts are put together. Every other function of CloudFormation is unknown until
 * deployment.
 */
export function textIn(value: unknown): string {
  if (typeof value === 'string') return value;
  const join = argumentOf(value, 'Fn::Join');
  if (Array.isArray(join) && Array.isArray(join[1])) return join[1].map(textIn).join(typeof join[0] === 'string' ? join[0] : '');
  const substitution = argumentOf(value, 'Fn::Sub');
  if (substitution === undefined) return UNKNOWN_PART;
  const [text, values] = Array.isArray(substitution) ? substitution : [substitution];
  return String(text).replace(PLACEHOLDER, (_, name: string) => textIn((values as Record<string, unknown> | undefined)?.[name]));
}

/** Returns what a value of a template names by its logical id: in an override, in a resource without a class, or by `Fn.getAtt`. */
export function elementsNamedIn(value: unknown, scope: IConstruct): CfnElement[] {
  const ids = new Set(idsIn(value).filter((id) => !id.startsWith('AWS::')));
  if (ids.size === 0) return [];
  const stack = Stack.of(scope);
  return stack.node.findAll().filter((construct): construct is CfnElement =>
    CfnElement.isCfnElement(construct) && construct.stack === stack && ids.has(stack.resolve(construct.logicalId) as string));
}

/** Returns the logical ids that a value of a template names. */
export function idsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(idsIn);
  const [ref, attribute, substitution] = ['Ref', 'Fn::GetAtt', 'Fn::Sub'].map((name) => argumentOf(value, name));
  if (typeof ref === 'string') return [ref];
  if (attribute !== undefined) return [String(Array.isArray(attribute) ? attribute[0] : attribute).split('.')[0]];
  const text: unknown = Array.isArray(substitution) ? substitution[0] : substitution;
  const substituted = typeof text === 'string' ? [...text.matchAll(PLACEHOLDER)].map(([, name]) => name.split('.')[0]) : [];
  return [...substituted, ...Object.values(value).flatMap(idsIn)];
}

function argumentOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && name in value ? (value as Record<string, unknown>)[name] : undefined;
}
