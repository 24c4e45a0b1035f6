import { Fault } from '@beaveros/kit';
import Database from 'better-sqlite3';

/**
 * The one place where SQLite's result codes become faults: `<room>/damaged`, `/in-use`, `/disk-full`, `/disk-failed`,
 * `/not-writable`. Anything else (a constraint, a wrong statement) is our defect and is thrown as it came.
 * Codes: https://www.sqlite.org/rescode.html.
 */
export function withSqliteFaults<T>(room: string, path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw sqliteFault(room, path, error) ?? error;
  }
}

const FAULTS: readonly { readonly prefix: string; readonly name: string; readonly retryable: boolean }[] = [
  { prefix: 'SQLITE_CORRUPT', name: 'damaged', retryable: false },
  { prefix: 'SQLITE_NOTADB', name: 'damaged', retryable: false },
  { prefix: 'SQLITE_BUSY', name: 'in-use', retryable: true },
  { prefix: 'SQLITE_LOCKED', name: 'in-use', retryable: true },
  { prefix: 'SQLITE_FULL', name: 'disk-full', retryable: true },
  { prefix: 'SQLITE_IOERR', name: 'disk-failed', retryable: false },
  { prefix: 'SQLITE_CANTOPEN', name: 'not-writable', retryable: false },
  { prefix: 'SQLITE_READONLY', name: 'not-writable', retryable: false },
  { prefix: 'SQLITE_PERM', name: 'not-writable', retryable: false },
];

/** The fault an SQLite error stands for, or null when it stands for none (then it is a defect, or not SQLite's). */
export function sqliteFault(room: string, path: string, error: unknown): Fault | null {
  if (!(error instanceof Database.SqliteError)) return null;
  const found = FAULTS.find(({ prefix }) => error.code.startsWith(prefix));
  if (found === undefined) return null;
  return new Fault(`${room}/${found.name}`, `${path}: ${error.message}`, {
    retryable: found.retryable,
    cause: error,
    details: { path, sqlite: error.code },
  });
}
