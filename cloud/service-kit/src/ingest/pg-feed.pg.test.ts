import { randomBytes, randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/index.ts';
import { pgFeed } from './index.ts';

/** The journal's own tables: another room's migrations, read as files because the feed is a contract about them. */
const JOURNAL_MIGRATIONS = fileURLToPath(new URL('../../../replication/migrations', import.meta.url));

let test: TestDatabase;
let owner: pg.Pool;

beforeAll(async () => {
  test = await createTestDatabase({
    postgresUrl: inject('postgresUrl'),
    service: 'replication',
    migrationsDir: JOURNAL_MIGRATIONS,
    allow: ['enrolment_code_tenants', 'incarnations'],
  });
  owner = new pg.Pool({ connectionString: test.urls.owner, max: 2 });
});

afterAll(async () => {
  await owner.end();
  await test.dispose();
});

/** A chain of these texts, stored as cloud/replication stores it: entries and head in one transaction, then the notice. */
async function store(tenant: string, chain: Buffer, texts: readonly string[]): Promise<void> {
  const client = await owner.connect();
  try {
    await client.query('begin');
    const { rows } = await client.query(
      'select head_seq::int as seq from chains where tenant_id = $1 and chain = $2',
      [tenant, chain],
    );
    const head = (rows[0] as { seq: number } | undefined)?.seq ?? 0;
    await client.query(
      `insert into chains (tenant_id, chain, epoch, kind, public_key, incarnation, head_seq, head_hash, head_clock)
       values ($1, $2, 1, 'tenant', $3, $4, $5, $3, $5)
       on conflict (tenant_id, chain) do update set head_seq = excluded.head_seq`,
      [tenant, chain, randomBytes(32), randomUUID(), head + texts.length],
    );
    for (const [at, text] of texts.entries()) {
      const seq = head + at + 1;
      await client.query(
        'insert into entries (tenant_id, chain, seq, hash, clock, bytes) values ($1, $2, $3, $4, $3, $5)',
        [tenant, chain, seq, randomBytes(32), Buffer.from(text)],
      );
    }
    await client.query("select pg_notify('beaver_journal', $1)", [
      `${tenant}/${chain.toString('hex')}/${head + texts.length}`,
    ]);
    await client.query('commit');
  } finally {
    client.release();
  }
}

async function asSuperuser(text: string, values: readonly unknown[]): Promise<void> {
  const client = new pg.Client(inject('postgresUrl'));
  await client.connect();
  await client.query(text, [...values]);
  await client.end();
}

describe('the feed over the journal in Postgres', () => {
  it('tells heads and gives the rest of a chain in order, in bounded answers, of the tenant that was asked for', async () => {
    await using feed = pgFeed(test.urls.reader);
    const [tenant, neighbour] = [randomUUID(), randomUUID()];
    const chain = randomBytes(32);
    const large = 'ü'.repeat(1_500_000);
    await store(tenant, chain, ['one', 'two', large, large, 'five']);
    await store(neighbour, chain, ['theirs']);
    const name = chain.toString('hex');
    const heads = await feed.heads();
    const never = { revision: 0, revisions: [] };
    expect(heads).toContainEqual({ tenant, chain: name, seq: 5, ...never });
    expect(heads).toContainEqual({ tenant: neighbour, chain: name, seq: 1, ...never });
    const seqs = async (after: number, limit: number) =>
      (await feed.entriesAfter(tenant, name, after, limit)).map(({ seq }) => seq);
    expect(await feed.entriesAfter(tenant, name, 0, 2)).toEqual([
      { seq: 1, text: 'one' },
      { seq: 2, text: 'two' },
    ]);
    // 3 MB each: the second does not fit the 4 MiB of one answer; one that fits none comes alone.
    expect(await seqs(0, 100)).toEqual([1, 2, 3]);
    expect(await seqs(3, 100)).toEqual([4, 5]);
    expect(await seqs(5, 100)).toEqual([]);
    expect((await feed.entriesAfter(tenant, name, 2, 1))[0]?.text).toBe(large);
  });

  it('says which entries the journal holds in suspense, and why', async () => {
    await using feed = pgFeed(test.urls.reader);
    const [tenant, chain] = [randomUUID(), randomBytes(32)];
    await store(tenant, chain, ['one', 'leapt', 'three']);
    await owner.query('insert into suspense (tenant_id, chain, seq, reason) values ($1, $2, 2, $3)', [
      tenant,
      chain,
      'clock-leap',
    ]);
    expect(await feed.entriesAfter(tenant, chain.toString('hex'), 0, 10)).toEqual([
      { seq: 1, text: 'one' },
      { seq: 2, text: 'leapt', suspense: 'clock-leap' },
      { seq: 3, text: 'three' },
    ]);
  });

  it('tells every change of a chain behind its head, the oldest first', async () => {
    await using feed = pgFeed(test.urls.reader);
    const [tenant, chain] = [randomUUID(), randomBytes(32)];
    await store(tenant, chain, ['one', 'two', 'three']);
    await owner.query('update chains set revision = $2 where tenant_id = $1', [tenant, 2 ** 52 + 1]);
    for (const [position, revision, from] of [
      [1, 77, 3],
      [2, 2 ** 52 + 1, 2],
    ] as const) {
      await owner.query(
        'insert into chain_revisions (tenant_id, chain, position, revision, from_seq) values ($1, $2, $3, $4, $5)',
        [tenant, chain, position, revision, from],
      );
    }
    const head = (await feed.heads()).find((each) => each.tenant === tenant);
    expect(head).toEqual({
      tenant,
      chain: chain.toString('hex'),
      seq: 3,
      revision: 2 ** 52 + 1,
      revisions: [
        { revision: 77, fromSeq: 3 },
        { revision: 2 ** 52 + 1, fromSeq: 2 },
      ],
    });
  });

  it('hints when something was stored, and again after its listening session was cut', async () => {
    await using feed = pgFeed(test.urls.reader);
    const hinted = () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      const stop = feed.onHint(() => {
        stop();
        resolve();
      });
      return promise;
    };
    // The first hint says that somebody listens now.
    await hinted();
    const stored = hinted();
    await store(randomUUID(), randomBytes(32), ['x']);
    await stored;
    const back = hinted();
    await asSuperuser(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'beaveros-feed-hints' and datname = $1",
      [test.name],
    );
    await back;
    const again = hinted();
    await store(randomUUID(), randomBytes(32), ['y']);
    await again;
  });

  it('reads text that is none, for the follower to set aside', async () => {
    await using feed = pgFeed(test.urls.reader);
    const [tenant, chain] = [randomUUID(), randomBytes(32)];
    await store(tenant, chain, ['a\0b']);
    await owner.query('update entries set bytes = $2 where tenant_id = $1', [
      tenant,
      Buffer.from([0xff, 0x00, 0x41]),
    ]);
    expect(await feed.entriesAfter(tenant, chain.toString('hex'), 0, 10)).toEqual([
      { seq: 1, text: '\ufffd\0A' },
    ]);
  });
});
