import { CfnResource, Stack } from 'aws-cdk-lib';

/** The properties of a resource in the template, with overrides (`addPropertyOverride`, `addOverride`, …). */
export type RenderedProperties = Readonly<Record<string, unknown>>;

/** A resource as the template contains it. */
export interface RenderedResource {
  readonly Properties?: RenderedProperties;
  readonly DependsOn?: string | readonly string[];
}

/**
 * Returns the resource that the template will contain. Only for validation: lists such as the layers are lazy values that are evaluated
 * once, so what is added after they were read would be lost.
 */
export function renderedResourceOf(resource: CfnResource): RenderedResource {
  // Only this contains overrides. CDK renders the template with it.
  const template = Stack.of(resource).resolve(resource._toCloudFormation()) as { readonly Resources?: Record<string, RenderedResource> };
  const [rendered] = Object.values(template.Resources ?? {});
  return rendered ?? {};
}

/** Returns the properties that the template will contain. Only for validation. */
export function renderedPropertiesOf(resource: CfnResource): RenderedProperties {
  return renderedResourceOf(resource).Properties ?? {};
}
