import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { Fault } from '@beaveros/kit';

/** The builds of both screens are some hundred files; more than this is a folder that is not theirs. */
const FILES_MAX = 2_000;
/** A screen that was built anew has files of other names: the folder is read again when one is asked for, not more often. */
const READ_AGAIN_AFTER_MS = 1_000;

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

export interface Page {
  readonly bytes: Uint8Array;
  readonly contentType: string;
  /** Its name has its content's hash in it (Vite's `assets/`): it never changes. */
  readonly isImmutable: boolean;
}

/**
 * The files of the built screens by the path they are asked for. Only what was found in the folder can be named, so no
 * path leads out of it; links are not followed. A file that cannot be read is the fault `screens/unreadable`.
 */
export class ScreenPages {
  readonly #dir: string;
  #files: ReadonlyMap<string, string>;
  #readAt: number;

  constructor(dir: string) {
    this.#dir = dir;
    this.#files = filesIn(dir);
    this.#readAt = performance.now();
  }

  /** `/till/assets/index-abc.js`; a path that ends in `/` is its index.html. Null when there is no such file. */
  async page(path: string): Promise<Page | null> {
    const name = path.endsWith('/') ? `${path}index.html` : path;
    const file = this.#files.get(name) ?? this.#readAgain().get(name);
    if (file === undefined) return null;
    const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null; // Built anew this moment.
      throw new Fault('screens/unreadable', `${name}: ${error.code}`, { cause: error });
    });
    if (bytes === null) return null;
    const contentType = CONTENT_TYPES[extname(file)] ?? 'application/octet-stream';
    return { bytes, contentType, isImmutable: name.includes('/assets/') };
  }

  #readAgain(): ReadonlyMap<string, string> {
    if (performance.now() - this.#readAt < READ_AGAIN_AFTER_MS) return this.#files;
    this.#readAt = performance.now();
    this.#files = filesIn(this.#dir);
    return this.#files;
  }
}

/** By URL path; empty when the folder is not there. */
function filesIn(dir: string): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  const folders = ['till', 'kitchen'];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of entriesOf(join(dir, folder))) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) folders.push(path);
      if (entry.isFile() && files.size < FILES_MAX) files.set(`/${path}`, join(dir, path));
    }
  }
  return files;
}

function entriesOf(dir: string) {
  try {
    return readdirSync(dir, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
