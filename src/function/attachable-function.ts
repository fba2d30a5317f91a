import type { CfnResource } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';
import type { FunctionResource } from './function-resource';

/** A runtime, as far as the app says which it is. */
export interface FunctionRuntime {
  /** May be a token. */
  readonly name: string;
  readonly family?: lambda.RuntimeFamily;
}

/** A function that this app creates, by an L2 or by an L1: what the library reads of it, and what it changes. */
export interface AttachableFunction {
  /** The construct that users know. Annotations are added to it, and the attachment is its child. */
  readonly construct: IConstruct;
  readonly resource: FunctionResource;
  /** Undefined for a container image, and if another part of the template says it. */
  readonly runtime?: FunctionRuntime;
  /** The name of the architecture. May be a token. */
  readonly architecture: string;
  readonly isContainerImage: boolean;
  /** May be a token. */
  readonly functionName: string;
  readonly account: string;
  /** The ARN of the role. Undefined if SAM creates it. */
  readonly roleArn?: string;
  /** The role, to which policies can be attached. Undefined if nothing in the app says which it is. */
  readonly role?: iam.IRole;
  /** The resource of the role, if this app creates it. */
  readonly roleResource?: iam.CfnRole;
  /** The security groups to which rules can be added. */
  readonly securityGroups: ec2.ISecurityGroup[];

  /** Why nothing can be added to the function: the end of an error text that starts with the function's path. */
  whyUnchangeable(): string | undefined;

  /** @throws when the function has no free layer slot */
  addLayer(layer: lambda.ILayerVersion): void;

  addVariable(name: string, value: string): void;

  /** Changes the current version, if there is one, with the given text. */
  publishWith(text: string): void;

  /**
   * Adds a managed policy to the list in the template, for a role without an L2.
   *
   * @returns the resource with the list; undefined if there is no such list: then the role can be attached to the policy
   */
  listPolicy(arn: string): CfnResource | undefined;
}
