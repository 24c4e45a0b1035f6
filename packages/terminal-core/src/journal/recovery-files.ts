import { closeSync, copyFileSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';

// A recovery never writes to the damaged file. It copies it aside, builds `<path>.recovering` from the copy, renames
// that to `<path>.recovered` when it is whole, and only then swaps. A crash before the rename leaves the damaged file;
// after it the next open finishes the swap.

const SUFFIXES = ['', '-wal', '-shm'] as const;

/** Copies a file with its WAL to `<path>.damaged-<now>`, durably, and returns the copy's path. */
export function copyAside(path: string, now: number): string {
  const copy = `${path}.damaged-${now}`;
  // The -shm is an index of the WAL that SQLite makes again.
  for (const suffix of ['', '-wal']) {
    if (!existsSync(path + suffix)) continue;
    copyFileSync(path + suffix, copy + suffix);
    sync(copy + suffix, 'r+');
  }
  sync(dirname(path), 'r');
  return copy;
}

/** The empty place where the new file is built. */
export function recoveringPath(path: string): string {
  const target = `${path}.recovering`;
  for (const suffix of SUFFIXES) rmSync(target + suffix, { force: true });
  return target;
}

/** The new file is whole and closed: from here on it is the journal. */
export function completeRecovery(path: string): void {
  renameSync(`${path}.recovering`, `${path}.recovered`);
  sync(dirname(path), 'r');
  finishRecovery(path);
}

/** Puts a whole recovered file in the damaged one's place. The old WAL goes first: SQLite would replay it. */
export function finishRecovery(path: string): void {
  if (!existsSync(`${path}.recovered`)) return;
  rmSync(`${path}-wal`, { force: true });
  rmSync(`${path}-shm`, { force: true });
  sync(dirname(path), 'r');
  renameSync(`${path}.recovered`, path);
  sync(dirname(path), 'r');
}

function sync(path: string, flags: 'r' | 'r+'): void {
  if (flags === 'r' && process.platform === 'win32') return; // No handles on directories there.
  const handle = openSync(path, flags);
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
