import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '@beaveros/service-kit';
import { createTestDatabase } from '@beaveros/service-kit/testing';
import pg from 'pg';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { newId } from '../_test-till.ts';
import { REPLICATION_MIGRATIONS, REPLICATION_SHARED_TABLES } from '../replication.ts';
import { batchOf, headOfLine, type Line, StoryHouse } from './_journal-story.ts';

const dirs: string[] = [];
afterAll(() => {
  for (const dir of dirs) rmSync(dir, { recursive: true });
});

/** The migrations up to a number, in a directory of their own. */
function migrationsTo(last: number): string {
  const dir = mkdtempSync(join(tmpdir(), 'beaver-migrations-'));
  dirs.push(dir);
  for (const name of readdirSync(REPLICATION_MIGRATIONS))
    if (Number(name.slice(0, 4)) <= last) cpSync(join(REPLICATION_MIGRATIONS, name), join(dir, name));
  return dir;
}

const bytes = (hex: string) => Buffer.from(hex, 'hex');

describe('a journal of before branches', () => {
  it('keeps its forks attached, knows series and followers, and what was in suspense as leaps', async () => {
    await using stack = new AsyncDisposableStack();
    const test = await createTestDatabase({
      postgresUrl: inject('postgresUrl'),
      service: 'replication',
      migrationsDir: migrationsTo(2),
      allow: REPLICATION_SHARED_TABLES,
    });
    stack.defer(() => test.dispose());
    const owner = new pg.Client(test.urls.owner);
    await owner.connect();
    stack.defer(() => owner.end());
    const house = new StoryHouse();
    const till = house.terminal();
    const trunk = till.append(till.open());
    const ours = till.append(till.append(trunk));
    const theirs = till.append(till.append(trunk));
    const follower = till.open(headOfLine(ours, 3), 4);
    const insert = async (line: Line) => {
      const { head } = batchOf(line);
      await owner.query(
        `insert into chains (tenant_id, chain, store_id, terminal_id, epoch, kind, public_key, certificate, head_seq, head_hash, head_clock)
         values ($1, $2, $3, $4, 1, 'terminal', $2, $5, $6, $7, 9)`,
        [
          house.tenant,
          bytes(line.chain),
          house.store,
          till.terminal,
          line.certificate,
          head.seq,
          bytes(head.hash),
        ],
      );
      for (const { seq, hash, text } of line.entries)
        await owner.query(
          'insert into entries (tenant_id, chain, seq, hash, clock, bytes) values ($1, $2, $3, $4, $3, $5)',
          [house.tenant, bytes(line.chain), seq, bytes(hash), Buffer.from(text)],
        );
    };
    await insert(ours);
    await insert(follower);
    const aside = theirs.entries.slice(2);
    // One of them is not a branch of anything that is here.
    const stray = { seq: 4, hash: 'ab'.repeat(32), text: aside[0]!.text };
    for (const { seq, hash, text } of [...aside, stray])
      await owner.query(
        'insert into forks (tenant_id, chain, seq, hash, bytes, brought_by) values ($1, $2, $3, $4, $5, $6)',
        [house.tenant, bytes(ours.chain), seq, bytes(hash), Buffer.from(text), newId()],
      );
    await owner.query(
      "insert into suspense (tenant_id, chain, seq, reason) values ($1, $2, 3, 'the clock leaps')",
      [house.tenant, bytes(ours.chain)],
    );

    expect(
      await migrate({
        ownerUrl: test.urls.owner,
        dir: REPLICATION_MIGRATIONS,
        allow: REPLICATION_SHARED_TABLES,
      }),
    ).toContain('0003_retroactive.sql');

    const rows = async (text: string) => (await owner.query<Record<string, unknown>>(text)).rows;
    expect(
      await rows(
        `select seq::int as seq, encode(hash, 'hex') as hash, encode(prev, 'hex') as prev, sides from forks order by seq`,
      ),
    ).toEqual(aside.map(({ seq, hash }) => ({ seq, hash, prev: theirs.entries[seq - 2]!.hash, sides: [] })));
    expect(
      await rows(`select encode(chain, 'hex') as chain, series, is_forked from chains order by series`),
    ).toEqual([
      { chain: ours.chain, series: 1, is_forked: true },
      { chain: follower.chain, series: 4, is_forked: false },
    ]);
    expect(
      await rows(
        `select encode(followed, 'hex') as chain, seq::int as seq, encode(hash, 'hex') as hash from followers`,
      ),
    ).toEqual([headOfLine(ours, 3)]);
    expect(await rows('select seq::int as seq from clock_leaps')).toEqual([{ seq: 3 }]);
  });
});
