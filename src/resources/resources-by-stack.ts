import { Stack } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';
import { outermostStack, TelemetryResources } from './telemetry-resources';

/** The layer and policy of each stack. They are created when the first function of the stack is attached. */
export class ResourcesByStack {
  private readonly resources = new Map<Stack, TelemetryResources>();

  /** @param home the existing resources, in the stack of the owner */
  constructor(private readonly owner: IConstruct, home: TelemetryResources, private readonly create: (scope: Construct) => TelemetryResources) {
    this.resources.set(outermostStack(Stack.of(owner)), home);
  }

  public in(stack: Stack): TelemetryResources {
    const outermost = outermostStack(stack);
    let resources = this.resources.get(outermost);
    if (!resources) {
      // The address is derived from the path: it is unique in the app, and stable between deployments.
      resources = this.create(new Construct(outermost, `KinesisTelemetryExtension-${this.owner.node.addr.slice(-8)}`));
      this.resources.set(outermost, resources);
    }
    return resources;
  }
}
