import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Dice } from './dice.ts';

// Disks of tills: folders with real SQLite files. A killed process leaves what it had written: database and WAL as they
// are. A power cut takes what was not synced: of a FULL database nothing that was committed, of a NORMAL one any suffix of
// the WAL that no checkpoint had synced.

/** Databases whose every commit is synced (`synchronous=FULL`); all others are NORMAL. */
const FULL = new Set(['journal.sqlite', 'spool.sqlite']);

/** SQLite file format, section 4.1: the WAL's header and each frame's. */
const WAL_HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
/** walformat.html, section 2.2: frames that a checkpoint has copied, 32 bits in native order, behind two headers of 48. */
const BACKFILL_OFFSET = 96;

/** Copies every database of a till's folder as it stands on the disk, open or not. Indexes of WALs are made again. */
export function copyDisk(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    if (entry.isDirectory()) copyDisk(join(from, entry.name), join(to, entry.name));
    else if (!entry.name.endsWith('-shm')) copyFileSync(join(from, entry.name), join(to, entry.name));
  }
}

/** Puts one folder in another's place. */
export function replaceDisk(dir: string, by: string): void {
  rmSync(dir, { recursive: true, force: true });
  renameSync(by, dir);
}

/** The image that a power cut leaves of an open till's folder, written to `to`. Answers what it cut, for the history. */
export function powerCutImage(from: string, to: string, dice: Dice): readonly string[] {
  const backfilled = new Map(databasesOf(from).map((file) => [file, backfilledFrames(join(from, file))]));
  copyDisk(from, to);
  return databasesOf(to).flatMap((file) => {
    const wal = join(to, `${file}-wal`);
    if (!existsSync(wal)) return [];
    const bytes = readFileSync(wal);
    const { commits, frameBytes } = framesOf(bytes);
    const synced = FULL.has(file)
      ? (commits.at(-1) ?? WAL_HEADER_BYTES)
      : WAL_HEADER_BYTES + backfilled.get(file)! * frameBytes;
    const from = Math.min(synced, bytes.length);
    // A torn frame behind what was synced: SQLite must find it out by its checksum.
    const torn = dice.chance(0.5) ? Buffer.from(dice.bytes(dice.between(1, 600))) : Buffer.alloc(0);
    const cut = from + dice.below(bytes.length - from + 1);
    writeFileSync(wal, Buffer.concat([bytes.subarray(0, cut), torn]));
    return cut < bytes.length ? [`${file} -${bytes.length - cut}`] : [];
  });
}

function databasesOf(dir: string, under = ''): readonly string[] {
  return readdirSync(join(dir, under), { withFileTypes: true }).flatMap((entry) => {
    const path = under === '' ? entry.name : `${under}/${entry.name}`;
    if (entry.isDirectory()) return databasesOf(dir, path);
    return entry.name.endsWith('.sqlite') ? [path] : [];
  });
}

/** The ends of the committed transactions in a WAL's bytes, as offsets, in order. Frames of an older life end the walk. */
function framesOf(wal: Buffer): { readonly commits: readonly number[]; readonly frameBytes: number } {
  if (wal.length < WAL_HEADER_BYTES) return { commits: [], frameBytes: FRAME_HEADER_BYTES };
  const frameBytes = FRAME_HEADER_BYTES + wal.readUInt32BE(8);
  const salts = wal.subarray(16, 24);
  const commits: number[] = [];
  for (let at = WAL_HEADER_BYTES; at + frameBytes <= wal.length; at += frameBytes) {
    if (!wal.subarray(at + 8, at + 16).equals(salts)) break;
    if (wal.readUInt32BE(at + 4) !== 0) commits.push(at + frameBytes);
  }
  return { commits, frameBytes };
}

/** How much of the WAL a checkpoint copied, having synced it before: that much is on the disk whatever happens. */
function backfilledFrames(path: string): number {
  const index = `${path}-shm`;
  if (!existsSync(index)) return 0;
  const bytes = readFileSync(index);
  return bytes.length < BACKFILL_OFFSET + 4 ? 0 : bytes.readUInt32LE(BACKFILL_OFFSET);
}
