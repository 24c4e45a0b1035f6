import { createHash } from 'node:crypto';

/** A PNG of its own for each number: its first bytes, and something to tell it by. */
export function pngOf(n: number, bytes = 64): Buffer {
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(bytes, `picture ${n} `)]);
}

export const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
