import type { PackedRecord } from './record';
import { MAX_DATA_BYTES } from './record-format';
import type { RecordFormat } from './record-format';
import type { Transport } from './transport';

/**
 * Sends each record in the format. It is encoded when its call begins, one after the other, and once, however often it is sent.
 *
 * @param onFailed is told why a record is sent as it was packed: consumers tell formats apart by a record's first bytes, so
 * that one they did not expect is better than none
 */
export function encodingTransport(transport: Transport, format: RecordFormat, onFailed: (reason: string) => void): Transport {
  const encoded = new WeakMap<PackedRecord, Buffer>();

  const dataOf = async (record: PackedRecord): Promise<Buffer> => {
    const known = encoded.get(record);
    if (known) return known;
    let data = record.data;
    try {
      const made = await format.encode(record);
      if (made.length <= MAX_DATA_BYTES) data = made;
      else onFailed(`it would have ${made.length} bytes`);
    } catch (error) {
      onFailed((error as Error).message);
    }
    encoded.set(record, data);
    return data;
  };

  return {
    get connection() { return transport.connection; },
    reset: () => transport.reset(),
    renewCredentials: () => transport.renewCredentials(),
    async putRecords(batch, signal) {
      const records: PackedRecord[] = [];
      for (const record of batch) records.push({ ...record, data: await dataOf(record) });
      return transport.putRecords(records, signal);
    },
  };
}
