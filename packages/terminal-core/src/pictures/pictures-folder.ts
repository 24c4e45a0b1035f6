import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '@beaveros/kit';

export interface Picture {
  readonly bytes: Uint8Array;
  readonly contentType: string;
}

/** The SHA-256 of a picture's bytes in lower-case hexadecimal: what its file is called. */
const HASH = /^[0-9a-f]{64}$/;

export function isPictureHash(text: string): boolean {
  return HASH.test(text);
}

/** A till's pictures to read, beside the core that writes them: what a shell shows its windows. */
export class PicturesFolder {
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
  }

  /** Where a picture lies. */
  pathOf(hash: string): string {
    return join(this.#dir, hash);
  }

  /** A picture by its hash; null when it is not here, or the file is not what its name says. Fault: `pictures/disk`. */
  async read(hash: string): Promise<Picture | null> {
    if (!isPictureHash(hash)) return null;
    const bytes = await readFile(this.pathOf(hash)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw diskFault(error);
    });
    const contentType = bytes === null || hashOf(bytes) !== hash ? null : contentTypeOf(bytes);
    return bytes === null || contentType === null ? null : { bytes, contentType };
  }
}

export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** By the first bytes, whatever anybody said it was; null for what our screens do not show. */
export function contentTypeOf(bytes: Uint8Array): string | null {
  const text = (from: number, to: number) => Buffer.from(bytes.subarray(from, to)).toString('latin1');
  if (text(0, 8) === '\x89PNG\r\n\x1a\n') return 'image/png';
  if (text(0, 3) === '\xff\xd8\xff') return 'image/jpeg';
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP') return 'image/webp';
  return null;
}

export function diskFault(cause: unknown): Fault {
  const code = (cause as NodeJS.ErrnoException).code ?? 'unknown';
  return new Fault('pictures/disk', `the pictures' folder: ${code}`, { retryable: true, cause });
}
