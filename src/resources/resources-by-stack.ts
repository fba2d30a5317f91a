import { Stack } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';
import { outermostStack, TelemetryResources } from './telemetry-resources';

/** The layer and policy of each stack. They are created when the first function of the stack is attached. */
export class ResourcesByStack {
  private readonly resources = new Map<Stack, TelemetryResources>();

  /**
   * @param home returns the resources in the stack of the owner
   * @param create creates the resources of another stack
   */
  constructor(
    private readonly owner: IConstruct,
    private readonly home: () => TelemetryResources,
    private readonly create: (scope: Construct) => TelemetryResources,
  ) {}

  public in(stack: Stack): TelemetryResources {
    const outermost = outermostStack(stack);
    if (outermost === outermostStack(Stack.of(this.owner))) return this.home();
    let resources = this.resources.get(outermost);
    if (!resources) {
      // The address is derived from the path: it is unique in the app, and stable between deployments.
      resources = this.create(new Construct(outermost, `KinesisTelemetryExtension-${this.owner.node.addr.slice(-8)}`));
      this.resources.set(outermost, resources);
    }
    return resources;
  }
}
