import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ACCOUNT, ArchiveTemplate, BUCKET, REGION } from './archive-template';
import { StoredObject } from './firehose';

const CREDENTIALS = { accessKeyId: ACCOUNT, secretAccessKey: 'local' };

/** S3 and the Glue Data Catalog of a local AWS (moto). */
export class LocalCatalog {
  private readonly s3: S3Client;

  constructor(private readonly endpoint: string) {
    this.s3 = new S3Client({ endpoint, region: REGION, credentials: CREDENTIALS, forcePathStyle: true });
  }

  /** The properties with which Trino's Hive connector uses both, as Athena does. */
  get connectorProperties(): Record<string, string> {
    const { endpoint } = this;
    return {
      'hive.metastore': 'glue',
      'hive.metastore.glue.endpoint-url': endpoint,
      'hive.metastore.glue.region': REGION,
      'hive.metastore.glue.aws-access-key': CREDENTIALS.accessKeyId,
      'hive.metastore.glue.aws-secret-key': CREDENTIALS.secretAccessKey,
      'hive.partition-projection-enabled': 'true',
      'hive.table-statistics-enabled': 'false',
      // As Athena: a table's folders may have folders.
      'hive.recursive-directories': 'true',
      'hive.s3.endpoint': endpoint,
      'hive.s3.path-style-access': 'true',
      'hive.s3.ssl.enabled': 'false',
      'hive.s3.aws-access-key': CREDENTIALS.accessKeyId,
      'hive.s3.aws-secret-key': CREDENTIALS.secretAccessKey,
    };
  }

  async createBucket(): Promise<void> {
    await this.s3.send(new CreateBucketCommand({ Bucket: BUCKET, CreateBucketConfiguration: { LocationConstraint: REGION } }));
  }

  /** Creates what the template has of Glue. */
  async create({ database, tables }: ArchiveTemplate): Promise<void> {
    await this.glue('CreateDatabase', { DatabaseInput: { Name: database } });
    for (const TableInput of tables) await this.glue('CreateTable', { DatabaseName: database, TableInput });
  }

  async store(objects: readonly StoredObject[]): Promise<void> {
    for (const { key, body } of objects) await this.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: body }));
  }

  close(): void {
    this.s3.destroy();
  }

  /** @see https://docs.aws.amazon.com/glue/latest/webapi/API_Operations.html */
  private async glue(operation: string, input: object): Promise<void> {
    const answer = await fetch(this.endpoint, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/x-amz-json-1.1',
        'X-Amz-Target': `AWSGlue.${operation}`,
        // moto finds the service and the account in the credential; it does not check the signature
        'Authorization': `AWS4-HMAC-SHA256 Credential=${CREDENTIALS.accessKeyId}/20261120/${REGION}/glue/aws4_request, SignedHeaders=host, Signature=none`,
      },
      body: JSON.stringify(input),
    });
    if (!answer.ok) throw new Error(`Glue, ${operation}: ${answer.status} ${await answer.text()}`);
  }
}
