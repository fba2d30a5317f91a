import { GetObjectCommand, S3Client, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import type { ClientConfiguration } from './clients';

/** An object of S3. */
export interface BucketObject {
  readonly key: string;
  readonly bytes: number;
  /** Opens it. It is fetched as it is read. */
  readonly open: (abortSignal: AbortSignal) => AsyncGenerator<Uint8Array, void, undefined>;
}

export interface ObjectsProps {
  readonly bucket: string;
  readonly prefix: string;
  /** Objects that were written before are left out. @default - none is */
  readonly writtenSince?: Date;
  readonly stopping: AbortSignal;
}

/** S3 sends parts of a large object at a time. */
type Body = AsyncIterable<Uint8Array> | undefined;

/** Lists the objects under a prefix, in the order of their keys. Folders, which consoles make as empty objects, are left out. */
export async function* objectsOf(
  configuration: ClientConfiguration, { bucket: Bucket, prefix: Prefix, writtenSince, stopping }: ObjectsProps,
): AsyncGenerator<BucketObject, void, undefined> {
  const client = new S3Client({ ...configuration, followRegionRedirects: true });
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket, Prefix }, { abortSignal: stopping })) {
    for (const { Key, Size = 0, LastModified } of Contents) {
      if (Key === undefined || Size === 0 || writtenSince !== undefined && LastModified !== undefined && LastModified < writtenSince) continue;
      yield { key: Key, bytes: Size, open: (abortSignal) => contentOf(client, Bucket, Key, abortSignal) };
    }
  }
}

async function* contentOf(client: S3Client, Bucket: string, Key: string, abortSignal: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
  const { Body: body } = await client.send(new GetObjectCommand({ Bucket, Key }), { abortSignal });
  yield* body as Body ?? [];
}
