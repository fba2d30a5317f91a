export function randomBytes(count: number): Buffer {
  return Buffer.from(engine.random(count).buffer as ArrayBuffer);
}

/** https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-4 */
export function randomUuid(): string {
  const bytes = randomBytes(16);
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
