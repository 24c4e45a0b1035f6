import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { Fault, isFault } from '@beaveros/kit';

/** A build of ours is some 30 files and 2 MB; ten times that is the wrong folder, and all of it is held in memory. */
const FILES_MAX = 500;
const BYTES_MAX = 32 * 1024 * 1024;

/** One file of a built page, as it is sent. */
export interface PageFile {
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Of the bytes as they are, without quotes. */
  readonly tag: string;
  /** Its name holds a hash of its content: whoever has it need never ask again. */
  readonly isHashed: boolean;
}

/** What a page is made of, by path below the folder: `index.html`, `assets/main-Bx3kA9_q.js`. */
export type PageFiles = ReadonlyMap<string, PageFile>;

/**
 * Reads a built page once, whole. What is not in the answer cannot be asked for, so no path leads out of the folder;
 * links are not followed. Faults: `pages/unreadable` (no folder, no index.html, too much).
 */
export async function readPageFiles(dir: string): Promise<PageFiles> {
  const files = new Map<string, PageFile>();
  let total = 0;
  try {
    for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      const bytes = new Uint8Array(await readFile(path));
      total += bytes.length;
      if (files.size >= FILES_MAX || total > BYTES_MAX)
        throw new Fault('pages/unreadable', `more than ${FILES_MAX} files or ${BYTES_MAX} bytes are no page`);
      files.set(relative(dir, path).split(sep).join('/'), fileOf(entry.name, bytes));
    }
  } catch (cause) {
    if (isFault(cause)) throw cause;
    throw new Fault('pages/unreadable', 'the folder cannot be read', { cause });
  }
  if (!files.has('index.html')) throw new Fault('pages/unreadable', 'the folder has no index.html');
  return files;
}

function fileOf(name: string, bytes: Uint8Array<ArrayBuffer>): PageFile {
  return {
    type: TYPES[extname(name).toLowerCase()] ?? 'application/octet-stream',
    bytes,
    tag: createHash('sha256').update(bytes).digest('base64url').slice(0, 22),
    isHashed: HASHED.test(name),
  };
}

/** As vite names what it builds: eight characters of the content's hash before the extension. */
const HASHED = /-[\w-]{8}\.[a-z0-9]+$/;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.jpg': 'image/jpeg',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};

export type Encoding = 'br' | 'gzip';

/** Below this a header costs more than compression saves. */
const COMPRESSED_FROM_BYTES = 1024;
/** Smaller than gzip's best at a third of the time of brotli's best; measured on our own bundles, 2026-11. */
const BROTLI_QUALITY = 9;

const brotli = promisify(brotliCompress);
const gzipped = promisify(gzip);

/**
 * Compresses files when somebody first asks for them, off the main thread, and keeps what it made: at most one of each
 * encoding for each file, so it is bounded by the files themselves.
 */
export function pageEncoder(): (file: PageFile, encoding: Encoding) => Promise<Uint8Array<ArrayBuffer>> {
  const made = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();
  return (file, encoding) => {
    const key = `${encoding} ${file.tag}`;
    const known = made.get(key);
    if (known !== undefined) return known;
    const fresh = compressed(file.bytes, encoding);
    made.set(key, fresh);
    // A failure is not kept: the next one who asks tries again.
    fresh.catch(() => made.delete(key));
    return fresh;
  };
}

async function compressed(bytes: Uint8Array, encoding: Encoding): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(
    encoding === 'gzip'
      ? await gzipped(bytes, { level: 6 })
      : await brotli(bytes, {
          params: {
            [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
            [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
          },
        }),
  );
}

/** The encoding to answer in; null: as it is. Fonts and pictures are compressed already. */
export function encodingFor(file: PageFile, accepted: string | undefined): Encoding | null {
  if (file.bytes.length < COMPRESSED_FROM_BYTES) return null;
  if (!/^(text\/|application\/(json|manifest)|image\/svg)/.test(file.type)) return null;
  const takes = new Set(
    (accepted ?? '')
      .split(',')
      .map((each) => each.trim().toLowerCase())
      .filter((each) => !/;\s*q=0(\.0*)?$/.test(each))
      .map((each) => each.split(';')[0]!.trim()),
  );
  return takes.has('br') ? 'br' : takes.has('gzip') ? 'gzip' : null;
}
