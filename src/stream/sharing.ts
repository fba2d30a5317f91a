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

/** Shares the layer and the stream of one extension. Sharing the same thing twice has no further effect. */
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
      throw new Error(`${this.owner.node.path} has an imported stream, and its resource policy cannot be changed here. `
        + 'Share the stream in the app that creates it');
    }
    if (isEncryptedByAws(this.stream)) {
      throw new Error(`The stream of ${this.owner.node.path} is encrypted with the AWS managed key for Kinesis, which no other account can use. `
        + 'Give the stream a customer managed key (streamEncryptionKey)');
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
    // Other accounts use the ARN of a version. If a new version replaced it, their next deployment would fail.
    this.layer.applyRemovalPolicy(RemovalPolicy.RETAIN);
    const resource = this.layer.node.findChild(id);
    if (CfnResource.isCfnResource(resource)) resource.applyRemovalPolicy(RemovalPolicy.RETAIN);
  }

  /** Rejects tokens: the id of a construct must be the same in every synth. */
  private checked(name: string, value: string, { pattern, allowed }: IdRule): string {
    if (!Token.isUnresolved(value) && pattern.test(value)) return value;
    throw new Error(`${this.owner.node.path}: ${name} must be ${allowed}, known at synth time, got ${JSON.stringify(value)}`);
  }
}
