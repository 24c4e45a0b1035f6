import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { id } from '@beaveros/kit';

export const TENANT_A = id<'tenant'>('0192f0c0-0000-7000-8000-00000000000a');
export const TENANT_B = id<'tenant'>('0192f0c0-0000-7000-8000-00000000000b');

/** A directory of migrations that disposes of itself. */
export async function migrationsOf(
  files: Readonly<Record<string, string>>,
): Promise<AsyncDisposable & { readonly dir: string }> {
  const dir = await mkdtemp(join(tmpdir(), 'beaveros-migrations-'));
  for (const [name, sql] of Object.entries(files)) await writeFile(join(dir, name), sql);
  return { dir, [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }) };
}

/** A small service: isolated notes, a shared table without a tenant, two columns published. */
export const NOTES = {
  '0001_notes.sql': `
    create table notes (
      id uuid primary key,
      tenant_id uuid not null,
      body text not null unique,
      counted bigint not null default 0,
      day date
    );
    create index notes_by_tenant on notes (tenant_id, id);
    select beaver_isolate('notes');
    select beaver_publish('notes', 'id', 'tenant_id', 'body');
    create table cursors (name text primary key, position bigint not null);
    select beaver_share('cursors');`,
} as const;
