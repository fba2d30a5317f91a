import { Packer } from '../../../extension-src/delivery/packer';
import type { PackerOptions } from '../../../extension-src/delivery/packer';
import type { DroppedRange, PackedRecord } from '../../../extension-src/delivery/record';
import { ndjson } from '../../../extension-src/delivery/record-format';
import type { RecordShape } from '../../../extension-src/delivery/record-format';

export const origin = { source: 'arn:aws:lambda:eu-west-1:123456789012:function:orders', version: '$LATEST', environment: '4fzzzxjylrx' };

export function createPacker(partitionKey: PackerOptions['partitionKey'] = 'environment', oversized: PackerOptions['oversized'] = 'drop', shape: RecordShape = ndjson(25_600)) {
  let now = 1_000;
  const records: PackedRecord[] = [];
  const tooLarge: DroppedRange[] = [];
  const failed: Array<{ readonly range: DroppedRange; readonly message: string; readonly drops: readonly DroppedRange[] | undefined }> = [];
  const packer = new Packer({
    origin, shape, partitionKey, oversized, now: () => now++,
    onRecord: (record) => records.push(record), onTooLarge: (range) => tooLarge.push(range),
    onFailed: (range, error, reports) => failed.push({ range, message: error.message, drops: reports?.drops }),
  });
  const add = (text: string, requestId?: string) => {
    const body = Buffer.from(`[${text}]`);
    packer.add(body, 1, body.length - 1, requestId);
  };
  return { packer, records, tooLarge, failed, add };
}

export const lines = (record: PackedRecord) => record.data.toString().split('\n').slice(0, -1);
