import { cpus, totalmem } from 'node:os';
import Database from 'better-sqlite3';
import pg from 'pg';

export interface Machine {
  readonly cores: number;
  readonly cpu: string;
  readonly memoryGb: number;
  /** Processes that wanted a core in the minute before: above 0.5 somebody else was measured as well. */
  readonly loadBefore: number;
  readonly node: string;
  readonly sqlite: string;
  /** null when no row needed one. */
  readonly postgres: string | null;
}

/** What the figures were measured on: they mean little elsewhere, their ratios more. */
export async function machineOf({
  postgresUrl,
  loadBefore,
}: {
  readonly postgresUrl: string | null;
  readonly loadBefore: number;
}): Promise<Machine> {
  return {
    cores: cpus().length,
    cpu: cpus()[0]?.model ?? 'unknown',
    memoryGb: Math.round(totalmem() / 1e9),
    loadBefore: Math.round(loadBefore * 100) / 100,
    node: process.versions.node,
    sqlite: sqliteVersion(),
    postgres: postgresUrl === null ? null : await postgresVersion(postgresUrl),
  };
}

function sqliteVersion(): string {
  const db = new Database(':memory:');
  try {
    return String(db.prepare('select sqlite_version()').pluck().get());
  } finally {
    db.close();
  }
}

async function postgresVersion(connectionString: string): Promise<string> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const { rows } = await client.query<{ server_version: string }>('show server_version');
    return rows[0]!.server_version;
  } finally {
    await client.end();
  }
}
