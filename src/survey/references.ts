import { DefaultTokenResolver, Intrinsic, IResolvable, IResolveContext, IPostProcessor, Reference, StringConcat, Token, Tokenization } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { elementsNamedIn, textIn, UNKNOWN_PART } from '../template/template-value';

/** When a value is read: while the app is still being built, or when it is complete. */
export type ReadingTime = 'while building' | 'at the end';

/** What a value of a property refers to. */
export interface References {
  /** The resources and parameters of this app. */
  readonly constructs: readonly IConstruct[];
  /** The value as a text, with a placeholder without colons and slashes for each part that is known only at deployment. */
  readonly text: string;
  /** Whether the value is nothing but a reference, and not, for example, one of two by a condition. */
  readonly isReference: boolean;
}

/**
 * Finds what a value refers to.
 *
 * A lazy value may still change while the app is being built, and is evaluated only once, so it is left out at that time.
 */
export function referencesIn(value: unknown, scope: IConstruct, time: ReadingTime): References {
  if (value === undefined || value === null) return { constructs: [], text: '', isReference: false };
  if (typeof value === 'string' && !Token.isUnresolved(value)) return { constructs: [], text: value, isReference: false };
  const collector = new Collector(time);
  const resolved: unknown = Tokenization.resolve(value, { scope, preparing: false, resolver: collector });
  // The ids of a template are final only at the end.
  const named = time === 'at the end' ? elementsNamedIn(resolved, scope) : [];
  return { constructs: [...collector.found, ...named], text: textIn(resolved), isReference: resolved === UNKNOWN_PART };
}

class Collector extends DefaultTokenResolver {
  public readonly found: IConstruct[] = [];

  constructor(private readonly time: ReadingTime) {
    super(new StringConcat());
  }

  public override resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): unknown {
    if (Reference.isReference(token)) {
      this.found.push(token.target);
      return UNKNOWN_PART;
    }
    return this.time === 'at the end' || token instanceof Intrinsic ? super.resolveToken(token, context, postProcessor) : UNKNOWN_PART;
  }
}
