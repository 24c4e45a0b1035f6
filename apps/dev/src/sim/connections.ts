import Database from 'better-sqlite3';

// The product's files do not lend their connections, and SQLite keeps `max_page_count` per connection. So that a disk can
// run full under a till, the connection of each file is noted as the product sets its first pragma.

const connections = new Map<string, Database.Database>();
// oxlint-disable-next-line typescript/unbound-method -- called with its own connection below
const pragma = Database.prototype.pragma;
Database.prototype.pragma = function (this: Database.Database, ...args: Parameters<typeof pragma>) {
  if (!this.memory) connections.set(this.name, this);
  return pragma.apply(this, args);
};

/** SQLite's own default: 2^32 - 2 pages. */
const UNLIMITED = 4_294_967_294;

/** Lets a file grow by so many pages from now on; null: by as many as it wants. Ends with the connection. */
export function limitPages(path: string, pagesLeft: number | null): void {
  const db = connections.get(path);
  if (db === undefined || !db.open) return;
  const pages = Number(pragma.call(db, 'page_count', { simple: true }));
  pragma.call(db, `max_page_count = ${pagesLeft === null ? UNLIMITED : pages + pagesLeft}`);
}

/** Forgets the connections of files in a folder that is no longer used. */
export function forgetConnections(dir: string): void {
  for (const path of connections.keys()) if (path.startsWith(dir)) connections.delete(path);
}
