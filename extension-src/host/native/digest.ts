export function sha256(bytes: Buffer): string {
  const digest = engine.sha256(bytes);
  return engine.decode(digest, 'base64', 0, digest.length);
}

export const md5 = (bytes: Buffer): Buffer => Buffer.from(engine.md5(bytes).buffer as ArrayBuffer);
