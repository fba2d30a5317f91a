import { InjectionContext, PropertyInjectors } from 'aws-cdk-lib';

/**
 * Returns the props after the injector of the nearest scope that has one for this class, or the given props if there is none.
 *
 * CDK's own decorator replaces the class by a subclass, which jsii does not know, and is not public.
 *
 * @see https://docs.aws.amazon.com/cdk/v2/guide/blueprints.html
 */
export function injectedProps<Props extends object>(injectionId: string, props: Props, context: InjectionContext): Props {
  const scopes = [...context.scope.node.scopes].reverse();
  for (const scope of scopes) {
    // `of` would create an empty collection.
    if (!PropertyInjectors.hasPropertyInjectors(scope)) continue;
    const injector = PropertyInjectors.of(scope).for(injectionId);
    if (injector) return injector.inject(props, context) as Props;
  }
  return props;
}
