import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { AttachableFunction, FunctionRuntime } from './attachable-function';
import { FunctionResource, tryResourceOf } from './function-resource';

/** A `lambda.Function`, or a class that extends it. */
export class L2Function implements AttachableFunction {
  constructor(public readonly construct: lambda.Function) {}

  public get resource(): FunctionResource {
    const resource = tryResourceOf(this.construct);
    if (!resource) throw new Error(`${this.construct.node.path} has no AWS::Lambda::Function as its default child, so it cannot be checked`);
    return resource;
  }

  public get runtime(): FunctionRuntime | undefined {
    return this.isContainerImage ? undefined : this.construct.runtime;
  }

  public get architecture(): string {
    return this.construct.architecture.name;
  }

  public get isContainerImage(): boolean {
    return this.construct.runtime.name === lambda.Runtime.FROM_IMAGE.name;
  }

  public get functionName(): string {
    return this.construct.functionName;
  }

  public get account(): string {
    return this.construct.env.account;
  }

  public get roleArn(): string | undefined {
    return this.construct.role?.roleArn;
  }

  public get role(): iam.IRole | undefined {
    return this.construct.role;
  }

  public get roleResource(): iam.CfnRole | undefined {
    const resource = this.role?.node.defaultChild;
    return resource instanceof iam.CfnRole ? resource : undefined;
  }

  public get securityGroups(): ec2.ISecurityGroup[] {
    return this.construct.connections.securityGroups;
  }

  public whyUnchangeable(): undefined {
    return undefined;
  }

  /** CDK counts the layers. They are lazy, and evaluated once, so they must not be read here. */
  public addLayer(layer: lambda.ILayerVersion): void {
    this.construct.addLayers(layer);
  }

  public addVariable(name: string, value: string): void {
    // Without removeInEdge, CDK would report the variables of a Lambda@Edge function before our validation can report a clearer error.
    this.construct.addEnvironment(name, value, { removeInEdge: true });
  }

  public publishWith(text: string): void {
    this.construct.invalidateVersionBasedOn(text);
  }

  public listPolicy(): undefined {
    return undefined;
  }
}
