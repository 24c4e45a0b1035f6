import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '@beaveros/kit';
import {
  contentTypeOf,
  diskFault,
  hashOf,
  isPictureHash,
  type Picture,
  PicturesFolder,
} from './pictures-folder.ts';

/** Pictures of a large catalogue's tiles, and what they may take of a till's disk. */
export const PICTURES_MAX = 5_000;
const PICTURES_BYTES_MAX = 512 * 1024 * 1024;
/** As the gateway takes them (PICTURE_BYTES_MAX of its routes; `picture-pull.test.ts` compares). */
export const PICTURE_BYTES_MAX = 512 * 1024;

/**
 * Pictures of items in a folder of their own, each under the hash of its bytes, so that one is never replaced and never
 * wrong: checked when it is written and again when it is read. Losing the folder costs a download. Disk errors reject
 * with the fault `pictures/disk`.
 */
export class PictureFiles {
  readonly #dir: string;
  readonly #folder: PicturesFolder;
  readonly #room: { readonly files: number; readonly bytes: number };
  /** Size by hash. */
  readonly #sizes = new Map<string, number>();
  #bytes = 0;

  /** `room` is for tests; what a till has is the constants above. */
  constructor(dir: string, room = { files: PICTURES_MAX, bytes: PICTURES_BYTES_MAX }) {
    this.#dir = dir;
    this.#folder = new PicturesFolder(dir);
    this.#room = room;
    mkdirSync(dir, { recursive: true });
    for (const name of readdirSync(dir)) {
      // What a cut left half-written.
      if (!isPictureHash(name)) rmSync(join(dir, name), { recursive: true, force: true });
      else this.#note(name, statSync(join(dir, name)).size);
    }
  }

  has(hash: string): boolean {
    return this.#sizes.has(hash);
  }

  /** A picture, or null when it is not here. A damaged one is dropped, and so comes down again. */
  async read(hash: string): Promise<Picture | null> {
    if (!this.has(hash)) return null;
    const picture = await this.#folder.read(hash);
    if (picture !== null) return picture;
    await this.#drop(hash);
    return null;
  }

  /**
   * Keeps a picture; durable when it resolves. What `wanted` does not name makes room for it. Faults: `pictures/wrong`
   * when the bytes are not what the hash names, or no picture; `pictures/full` when all that is here is wanted.
   */
  async write(hash: string, bytes: Uint8Array, wanted: ReadonlySet<string>): Promise<void> {
    if (hashOf(bytes) !== hash || contentTypeOf(bytes) === null || bytes.length > PICTURE_BYTES_MAX)
      throw new Fault('pictures/wrong', `what came for ${hash} is not that picture`);
    if (this.has(hash)) return;
    await this.#makeRoom(bytes.length, wanted);
    const beside = join(this.#dir, `${hash}.${randomBytes(6).toString('hex')}.new`);
    try {
      const file = await open(beside, 'wx', 0o600);
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(beside, this.#folder.pathOf(hash));
    } catch (error) {
      await rm(beside, { force: true });
      throw diskFault(error);
    }
    this.#note(hash, bytes.length);
  }

  async #makeRoom(bytes: number, wanted: ReadonlySet<string>): Promise<void> {
    const isFull = () => this.#sizes.size + 1 > this.#room.files || this.#bytes + bytes > this.#room.bytes;
    for (const hash of isFull() ? [...this.#sizes.keys()] : []) {
      if (!isFull()) return;
      if (!wanted.has(hash)) await this.#drop(hash);
    }
    if (isFull()) throw new Fault('pictures/full', 'there is no room for another picture');
  }

  #note(hash: string, size: number): void {
    this.#sizes.set(hash, size);
    this.#bytes += size;
  }

  async #drop(hash: string): Promise<void> {
    this.#bytes -= this.#sizes.get(hash) ?? 0;
    this.#sizes.delete(hash);
    await rm(this.#folder.pathOf(hash), { force: true }).catch((error: unknown) => {
      throw diskFault(error);
    });
  }
}
