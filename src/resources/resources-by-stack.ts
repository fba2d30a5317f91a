import { Stack } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';
import { outermostStack, TelemetryResources } from './telemetry-resources';

/** What the functions of each stack use: made when the first function of a stack is attached, then shared. */
export class ResourcesByStack {
  private readonly resources = new Map<Stack, TelemetryResources>();

  /** @param home what there is already, in the stack of the owner */
  constructor(private readonly owner: IConstruct, home: TelemetryResources, private readonly create: (scope: Construct) => TelemetryResources) {
    this.resources.set(outermostStack(Stack.of(owner)), home);
  }

  public in(stack: Stack): TelemetryResources {
    const outermost = outermostStack(stack);
    let resources = this.resources.get(outermost);
    if (!resources) {
      // The address is derived from the path: two extensions in one app do not meet, and nothing moves between deployments.
      resources = this.create(new Construct(outermost, `KinesisTelemetryExtension-${this.owner.node.addr.slice(-8)}`));
      this.resources.set(outermost, resources);
    }
    return resources;
  }
}
