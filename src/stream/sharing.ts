import { CfnResource, RemovalPolicy, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { IConstruct } from 'constructs';
import { grantWriteTo, isEncryptedByAws } from './stream';

const ACCOUNT: IdRule = { pattern: /^\d{12}$/, allowed: 'an account id of 12 digits' };
/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_Organization.html */
const ORGANIZATION: IdRule = { pattern: /^o-[a-z0-9]{10,32}$/, allowed: 'the id of an organization, such as o-a1b2c3d4e5' };

interface IdRule {
  readonly pattern: RegExp;
  readonly allowed: string;
}

/** Lets others use what one extension has made. Sharing twice is sharing once. */
export class Sharing {
  private readonly streamAccounts = new Set<string>();

  constructor(private readonly owner: IConstruct, private readonly layer: lambda.LayerVersion, private readonly stream: kinesis.IStream) {}

  public shareLayerWithAccount(accountId: string): void {
    this.shareLayer(`Account-${this.checked('accountId', accountId, ACCOUNT)}`, { accountId });
  }

  public shareLayerWithOrganization(organizationId: string): void {
    this.shareLayer(`Organization-${this.checked('organizationId', organizationId, ORGANIZATION)}`, { accountId: '*', organizationId });
  }

  public shareStreamWithAccount(accountId: string): void {
    this.checked('accountId', accountId, ACCOUNT);
    if (this.streamAccounts.has(accountId)) return;
    if (this.stream.node.defaultChild === undefined) {
      throw new Error(`${this.owner.node.path} has an imported stream, whose resource policy cannot be changed here. `
        + 'Share the stream where it is made');
    }
    if (isEncryptedByAws(this.stream)) {
      throw new Error(`The stream of ${this.owner.node.path} is encrypted with the key that AWS manages for Kinesis, which no other account can `
        + 'use. Give the stream a customer-managed key (streamEncryptionKey)');
    }
    grantWriteTo(this.stream, new iam.AccountPrincipal(accountId));
    this.streamAccounts.add(accountId);
  }

  public isStreamSharedWith(accountId: string): boolean {
    return this.streamAccounts.has(accountId);
  }

  private shareLayer(id: string, permission: lambda.LayerVersionPermission): void {
    if (this.layer.node.tryFindChild(id)) return;
    this.layer.addPermission(id, permission);
    // The others keep the ARN of a version. Were it deleted with the next one, their next deployment would fail.
    this.layer.applyRemovalPolicy(RemovalPolicy.RETAIN);
    const resource = this.layer.node.findChild(id);
    if (CfnResource.isCfnResource(resource)) resource.applyRemovalPolicy(RemovalPolicy.RETAIN);
  }

  /** What is a token cannot be part of an id, which has to be the same in each synth. */
  private checked(name: string, value: string, { pattern, allowed }: IdRule): string {
    if (!Token.isUnresolved(value) && pattern.test(value)) return value;
    throw new Error(`${this.owner.node.path}: ${name} must be ${allowed}, and known at synth, got ${JSON.stringify(value)}`);
  }
}
