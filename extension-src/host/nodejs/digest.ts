import { createHash } from 'node:crypto';

export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('base64');

export const md5 = (bytes: Buffer): Buffer => createHash('md5').update(bytes).digest();
