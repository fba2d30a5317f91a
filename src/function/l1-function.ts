import { CfnResource, Fn, Stack, Token, Tokenization } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { AttachableFunction, FunctionRuntime } from './attachable-function';
import { securityGroupIdsOf, unresolvedVariablesOf } from './function-configuration';
import { FunctionResource, isSamFunction, MAX_LAYERS } from './function-resource';
import { addToSamPolicies, createdRoleOf, roleOf } from './l1-role';
import { l2OfSecurityGroup, securityGroupOf } from '../survey/security-groups';

/** A function without an L2: a `CfnFunction` of Lambda or of SAM, by the app itself or in a template that `CfnInclude` reads. */
export class L1Function implements AttachableFunction {
  constructor(public readonly resource: FunctionResource) {}

  public get construct(): FunctionResource {
    return this.resource;
  }

  /** A template of SAM may name it in `Globals`. */
  public get runtime(): FunctionRuntime | undefined {
    return this.resource.runtime === undefined ? undefined : { name: this.resource.runtime };
  }

  public get architecture(): string {
    const { architectures = [] } = this.resource;
    // The only element of a list that is a token looks like a text.
    if (Token.isUnresolved(architectures)) return Fn.select(0, architectures);
    return architectures.at(0) ?? lambda.Architecture.X86_64.name;
  }

  public get isContainerImage(): boolean {
    return this.resource.packageType === 'Image' || hasImage(this.resource);
  }

  public get functionName(): string {
    return this.resource.ref;
  }

  public get account(): string {
    return Stack.of(this.resource).account;
  }

  public get roleArn(): string | undefined {
    return this.resource.role;
  }

  public get role(): iam.IRole | undefined {
    return roleOf(this.resource);
  }

  public get roleResource(): iam.CfnRole | undefined {
    return createdRoleOf(this.resource);
  }

  public get securityGroups(): ec2.ISecurityGroup[] {
    const groups = securityGroupIdsOf(this.resource).flatMap((id) => securityGroupOf(id, this.resource, 'while building') ?? []);
    return groups.flatMap((group) => l2OfSecurityGroup(group) ?? []);
  }

  public whyUnchangeable(): string | undefined {
    const unknown = [
      ...Token.isUnresolved(this.resource.layers) ? ['Layers'] : [],
      ...unresolvedVariablesOf(this.resource) === undefined ? ['Environment'] : [],
    ];
    return unknown.length === 0 ? undefined : `has a value for ${unknown.join(' and ')} that is known only at deployment, such as Ref or Fn::If, so nothing `
      + 'can be added to it. Write a list of layers and a map of variables, in which single values may be known only at deployment';
  }

  public addLayer(layer: lambda.ILayerVersion): void {
    const layers = this.resource.layers ?? [];
    if (layers.length >= MAX_LAYERS) throw new Error(`${this.resource.node.path} has ${layers.length} layers`);
    this.resource.layers = [...layers, layer.layerVersionArn];
  }

  public addVariable(name: string, value: string): void {
    const variables = unresolvedVariablesOf(this.resource) as Record<string, string> | undefined;
    this.resource.environment = { variables: { ...variables, [name]: value } };
  }

  /** An L1 has no current version. */
  public publishWith(): void {}

  public listPolicy(arn: string): CfnResource | undefined {
    if (this.resource.role === undefined) return isSamFunction(this.resource) && addToSamPolicies(this.resource, arn) ? this.resource : undefined;
    const role = this.roleResource;
    // The function's stack depends on the role's stack. If the role referred to the policy, the stacks would depend on each other.
    if (!role || Stack.of(role) !== Stack.of(this.resource) || Token.isUnresolved(role.managedPolicyArns)) return undefined;
    const { managedPolicyArns = [] } = role;
    if (!managedPolicyArns.includes(arn)) role.managedPolicyArns = [...managedPolicyArns, arn];
    return role;
  }
}

function hasImage(resource: FunctionResource): boolean {
  if (isSamFunction(resource)) return resource.imageUri !== undefined;
  return !Tokenization.isResolvable(resource.code) && resource.code.imageUri !== undefined;
}
