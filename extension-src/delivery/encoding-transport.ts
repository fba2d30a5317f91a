import type { PackedRecord } from './record';
import { MAX_DATA_BYTES } from './record-format';
import type { RecordFormat } from './record-format';
import type { Transport } from './transport';

/**
 * Returns a transport that encodes each record once, before its first call, one record after the other.
 *
 * @param onFailed called with the reason when a record cannot be encoded. The record is then sent as NDJSON: consumers detect
 * the format from a record's first bytes
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
      else onFailed(`the encoded record has ${made.length} bytes, more than the maximum of ${MAX_DATA_BYTES}`);
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
      // The memory of the body may be the next call's by now.
      if (signal.aborted) throw signal.reason;
      return transport.putRecords(records, signal);
    },
  };
}
