import { type SideRecord, sideReference } from '@beaveros/domain/journal';
import { id } from '@beaveros/kit';
import { readEntry } from '@beaveros/protocol/exchange';
import type { Batch } from '@beaveros/sync/exchange';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { TestCloud } from '../_cloud.ts';
import { newId, note, type TestTill, TODAY } from '../_test-till.ts';
import { sideRecord } from '../journal/_journal-story.ts';
import { readBatch } from '../journal/read-batch.ts';
import { storeBatch } from '../journal/store-batch.ts';

let cloud: TestCloud;
let tenant: string;
let storeId: string;
let till: TestTill;
let manager: string;

beforeAll(async () => {
  cloud = await TestCloud.start(inject('postgresUrl'));
});
afterAll(() => cloud[Symbol.asyncDispose]());
beforeEach(async () => {
  tenant = await cloud.tenant();
  storeId = newId();
  ({ till } = await cloud.enrol(tenant, storeId));
  for (let at = 2; at <= 4; at += 1) till.append([note(`entry ${at}`)]);
  manager = await cloud.userToken(tenant);
});

const scope = () => ({ tenant, store: storeId, terminal: newId() });
const store = async (batch: Batch) => (await storeBatch(cloud.journal, scope(), batch)).answer;
const rows = async (text: string, ...values: unknown[]) =>
  (await cloud.owner.query<Record<string, unknown>>(text, [tenant, ...values])).rows;
const suspense = async () =>
  (await rows('select seq::int as seq from suspense where tenant_id = $1 order by seq')).map(
    ({ seq }) => seq,
  );
/** What the back office has said in the store's chain (or, with null, in the tenant's), openings aside. */
const said = async (of: string | null = storeId) => {
  const found = await rows(
    `select convert_from(e.bytes, 'UTF8') as text from entries e join chains c using (tenant_id, chain)
     where tenant_id = $1 and c.kind <> 'terminal' and c.store_id is not distinct from $2 and e.seq > 1 order by e.clock, e.seq`,
    of,
  );
  return found.flatMap(({ text }) =>
    readEntry(text as string).events.map(({ type, body }) => ({ type, body })),
  );
};
const revoke = (reason?: string, token = manager, terminal: string = till.identity.terminalId) =>
  cloud.post(`/v1/terminals/${terminal}/revocations`, reason === undefined ? {} : { reason }, token);
const unsigned = (from: number, to?: number): Batch => {
  const batch = till.batch(from, to);
  return { ...batch, head: { ...batch.head, signature: null } };
};

describe('a terminal that was stolen', () => {
  it('is fenced at what the cloud holds: what comes later waits in suspense until a manager releases it', async () => {
    await store(till.batch());
    expect((await revoke('stolen')).status).toBe(200);
    expect(await said()).toEqual([
      {
        type: 'journal.TerminalRevoked',
        body: {
          terminal: till.identity.terminalId,
          epoch: 1,
          reason: 'stolen',
          fences: [{ chain: till.own, seq: 4 }],
        },
      },
    ]);
    till.append([note('five')]);
    till.append([note('six')]);
    // Brought by a peer: refused are connections, never entries.
    expect(await store(till.batch(5))).toMatchObject({ kind: 'stored', seq: 6 });
    expect(await suspense()).toEqual([5, 6]);
    const listed = await cloud.get('/v1/suspense', manager);
    expect(listed.body).toMatchObject({
      items: [
        {
          chain: till.own,
          storeId,
          terminalId: till.identity.terminalId,
          firstSeq: 5,
          lastSeq: 6,
          entries: 2,
          reasons: ['beyond the fence'],
        },
      ],
      nextCursor: null,
    });
    const release = (seq: number, token = manager) =>
      cloud.post(`/v1/chains/${till.own}/releases`, { seq }, token);
    expect(await release(5)).toMatchObject({ status: 200, body: { chain: till.own, releasedTo: 5 } });
    expect(await suspense()).toEqual([6]);
    expect(await rows('select from_seq::int as from_seq from chain_revisions where tenant_id = $1')).toEqual([
      { from_seq: 5 },
    ]);
    // Again, and of less, says nothing new.
    expect(await release(4)).toMatchObject({ status: 200, body: { releasedTo: 5 } });
    expect(await said()).toHaveLength(2);
    expect((await release(6)).status).toBe(200);
    expect(await suspense()).toEqual([]);
  });

  it('was first thought to be dead: then it is fenced when somebody knows better, and once', async () => {
    await store(till.batch(1, 3));
    expect((await revoke()).status).toBe(200);
    expect((await revoke()).status).toBe(200);
    await store(till.batch(4));
    expect(await suspense()).toEqual([]);
    expect((await revoke('stolen')).status).toBe(200);
    expect((await revoke('stolen')).status).toBe(200);
    expect((await revoke('dead')).status).toBe(200);
    expect((await said()).map(({ body }) => (body as { reason: string }).reason)).toEqual(['dead', 'stolen']);
    till.append([note('five')]);
    await store(till.batch(5));
    expect(await suspense()).toEqual([5]);
  });

  it('had entries folded that lie beyond a fence learned later', async () => {
    await store(till.batch());
    // As an older life of the cloud said it, brought back by a till.
    const { status } = await revoke('stolen');
    expect(status).toBe(200);
    await cloud.owner.query(
      `update control_facts set fences = jsonb_build_array(jsonb_build_object('chain', $2::text, 'seq', 2)) where tenant_id = $1`,
      [tenant, till.own],
    );
    await cloud.post(`/v1/chains/${till.own}/releases`, { seq: 1 }, manager);
    expect(await suspense()).toEqual([3, 4]);
    expect(await rows('select from_seq::int as from_seq from chain_revisions where tenant_id = $1')).toEqual([
      { from_seq: 3 },
    ]);
  });
});

describe('a terminal that is enrolled again', () => {
  it('begins above every series of its earlier chains, and its store is told that it was replaced', async () => {
    await store(till.batch());
    await cloud.owner.query('update chains set series = 7 where tenant_id = $1', [tenant]);
    const { body } = await cloud.post(
      `/v1/terminals/${till.identity.terminalId}/enrolment-codes`,
      { storeId },
      manager,
    );
    const enrol = () => cloud.post('/v1/enrolments', { code: body['code'], publicKey: till.key.publicKey });
    expect(await enrol()).toMatchObject({ status: 200, body: { epoch: 2, seriesUsed: 7 } });
    expect(await enrol()).toMatchObject({ status: 200, body: { epoch: 2, seriesUsed: 7 } });
    expect(await said()).toEqual([
      {
        type: 'journal.TerminalRevoked',
        body: { terminal: till.identity.terminalId, epoch: 1, reason: 'replaced', fences: null },
      },
    ]);
    // What the old one still sold is true.
    till.append([note('five')]);
    await store(till.batch(5));
    expect(await suspense()).toEqual([]);
  });
});

describe('the disk of a dead till', () => {
  const upload = (batch: Batch, token = manager) => cloud.post('/v1/uploads', { batch }, token);

  it('is uploaded by a person, whose word stands for the signature it never wrote', async () => {
    await store(till.batch(1, 2));
    expect(await store(unsigned(3))).toEqual({
      kind: 'refused',
      chain: till.own,
      code: 'exchange/not-vouched',
      field: 'head.signature',
      retryable: true,
    });
    expect(await upload(unsigned(3))).toMatchObject({
      status: 422,
      body: { error: { code: 'terminal/not-revoked' } },
    });
    await revoke('dead');
    expect(await upload(unsigned(3))).toEqual({
      status: 200,
      body: {
        answer: { kind: 'stored', chain: till.own, seq: 4 },
        head: { chain: till.own, seq: 4, hash: till.entries[3]!.hash },
      },
    });
    expect(await upload(unsigned(3))).toMatchObject({ status: 200, body: { answer: { kind: 'stored' } } });
    expect((await said()).slice(1)).toEqual([
      {
        type: 'journal.TailVouched',
        body: { chain: till.own, seq: 4, hash: till.entries[3]!.hash },
      },
    ]);
    const read = await readBatch(cloud.journal.database, scope(), { chain: till.own, after: 2, hash: null });
    expect(read).toEqual({ kind: 'batch', batch: unsigned(3) });
    // A signature that turns up later replaces the voucher.
    await store(till.batch(3));
    expect(
      await readBatch(cloud.journal.database, scope(), { chain: till.own, after: 2, hash: null }),
    ).toEqual({
      kind: 'batch',
      batch: till.batch(3),
    });
  });

  it('is vouched for only as far as it was taken', async () => {
    await store(till.batch(1, 2));
    await revoke('dead');
    const behindGap = await upload(unsigned(4));
    expect(behindGap).toMatchObject({ status: 200, body: { answer: { kind: 'gap', expected: 3 } } });
    const batch = unsigned(3);
    const forged = { ...batch, entries: batch.entries.map((entry) => ({ ...entry, hash: 'ab'.repeat(32) })) };
    const refused = await upload({ ...forged, head: { ...forged.head, hash: 'ab'.repeat(32) } });
    expect(refused).toMatchObject({
      status: 200,
      body: { answer: { kind: 'refused', code: 'exchange/bad-hash' } },
    });
    expect(await said()).toHaveLength(1);
    expect(await cloud.stored(till.own)).toHaveLength(2);
  });
});

describe('personal data', () => {
  it('is deleted everywhere, also beside another branch, and is not taken again', async () => {
    const [keep, gone]: readonly SideRecord[] = [sideRecord(), sideRecord()];
    const about = (...sides: readonly SideRecord[]) => ({
      ...note('x'),
      body: { note: 'x', who: sides.map((side) => sideReference(side)) },
    });
    till.append([about(keep!, gone!)], [keep!, gone!]);
    await store(till.batch());
    // A copy brings the same records.
    till.append([about(gone!)], [gone!]);
    await store(till.batch(6));
    const branch = [...till.entries.slice(0, 3), till.forge(4, till.entries[2]!.hash, {})];
    await store(till.batch(0, 0, branch));
    await cloud.owner.query('update forks set sides = $2 where tenant_id = $1', [
      tenant,
      JSON.stringify([gone, keep]),
    ]);
    const erase = (token = manager) => cloud.post('/v1/erasures', { sides: [gone!.id] }, token);
    expect(await erase(await cloud.userToken(tenant, { storeIds: [id(storeId)] }))).toMatchObject({
      status: 403,
    });
    expect(await erase()).toEqual({ status: 200, body: { stores: 1 } });
    expect(await rows('select id, seq::int as seq from sides where tenant_id = $1')).toEqual([
      { id: keep!.id, seq: 5 },
    ]);
    expect(await rows('select sides from forks where tenant_id = $1')).toEqual([{ sides: [keep] }]);
    const erased = [{ type: 'journal.Erased', body: { sides: [gone!.id] } }];
    expect(await said(null)).toEqual(erased);
    expect(await said()).toEqual(erased);
    till.append([about(gone!)], [gone!]);
    expect(await store(till.batch(7))).toMatchObject({ kind: 'stored', seq: 7 });
    expect(await rows('select id from sides where tenant_id = $1')).toEqual([{ id: keep!.id }]);
    expect(cloud.logged.join()).not.toContain(gone!.value);
  });
});

describe('supervision', () => {
  const calls: readonly (readonly [string, (token: string) => Promise<{ status: number; body: object }>])[] =
    [
      ['revoking', (token) => revoke('stolen', token)],
      ['releasing', (token) => cloud.post(`/v1/chains/${till.own}/releases`, { seq: 3 }, token)],
      ['uploading', (token) => cloud.post('/v1/uploads', { batch: till.batch() }, token)],
      ['erasing', (token) => cloud.post('/v1/erasures', { sides: [newId()] }, token)],
    ];

  it.each(calls)('%s is for people with the permission, and the store', async (_name, call) => {
    await store(till.batch());
    expect(await call(await cloud.userToken(tenant, { permissions: [] }))).toMatchObject({
      status: 403,
      body: { error: { code: 'permission/missing' } },
    });
    expect(await call(await cloud.userToken(tenant, { storeIds: [id(newId())] }))).toMatchObject({
      status: 403,
      body: { error: { code: 'store/not-yours' } },
    });
    expect(await said()).toEqual([]);
  });

  it('shows and touches nothing of a neighbour', async () => {
    await store(till.batch());
    await revoke('stolen');
    till.append([note('five')]);
    await store(till.batch(5));
    await store(till.batch(0, 0, [...till.entries.slice(0, 2), till.forge(3, till.entries[1]!.hash, {})]));
    const stranger = await cloud.userToken(await cloud.tenant());
    for (const path of ['/v1/suspense', '/v1/forks', '/v1/chains'])
      expect((await cloud.get(path, stranger)).body).toEqual({ items: [], nextCursor: null });
    expect(await revoke('stolen', stranger)).toMatchObject({ status: 404 });
    expect(await cloud.post(`/v1/chains/${till.own}/releases`, { seq: 5 }, stranger)).toMatchObject({
      status: 404,
    });
    expect(await cloud.post('/v1/uploads', { batch: till.batch() }, stranger)).toMatchObject({
      body: { answer: { kind: 'refused', code: 'exchange/wrong-tenant' } },
    });
    expect((await cloud.get('/v1/forks', manager)).body).toMatchObject({
      items: [{ chain: till.own, firstSeq: 3, lastSeq: 3, entries: 1 }],
    });
    expect(await suspense()).toEqual([5]);
  });
});

describe('a new life of the database', () => {
  const append = async (commandId: string = newId()) => {
    const result = await cloud.replication.appendBackOffice({
      tenant,
      store: storeId,
      commandId,
      command: 'SetOrderNote',
      actor: null,
      businessDate: TODAY,
      events: [note('from head office')],
      expected: [],
    });
    if (!result.ok) throw new Error(result.refusal.code);
    return result.value;
  };

  it('writes chains of its own, and takes back what an older one wrote, with its commands and what it said', async () => {
    await store(till.batch(1, 2));
    await revoke('stolen');
    const commandId = newId();
    const before = await append(commandId);
    const lost = await readBatch(cloud.journal.database, scope(), {
      chain: before.chain,
      after: 0,
      hash: null,
    });
    if (lost.kind !== 'batch') throw new Error(lost.kind);
    // A restore to a time before all of it.
    for (const table of ['chains', 'entries', 'signed_heads', 'back_office_commands', 'control_facts'])
      await cloud.owner.query(`delete from ${table} where tenant_id = $1 and chain = $2`, [
        tenant,
        Buffer.from(before.chain, 'hex'),
      ]);
    await cloud.owner.query('update chains set fence = null where tenant_id = $1', [tenant]);
    const life = await cloud.replication.announceIncarnation(tenant);
    expect(life).toMatch(/^[0-9a-f-]{36}$/);
    // Services fold anew what they had beyond the heads.
    expect(await rows('select from_seq::int as from_seq from chain_revisions where tenant_id = $1')).toEqual([
      { from_seq: 3 },
    ]);
    const now = await append();
    expect(now.chain).not.toBe(before.chain);
    await store(till.batch(3));
    expect(await suspense()).toEqual([]);
    expect(await store(lost.batch)).toMatchObject({ kind: 'stored', seq: 3 });
    expect(await suspense()).toEqual([3, 4]);
    expect(await append(commandId)).toEqual({ ...before, isNew: false });
    // Nobody writes the older life's chain any more.
    expect((await append()).chain).toBe(now.chain);
    const other = await cloud.tenant();
    const theirs = await cloud.replication.appendBackOffice({
      tenant: other,
      store: null,
      commandId: newId(),
      command: 'SetOrderNote',
      actor: null,
      businessDate: TODAY,
      events: [note('x')],
      expected: [],
    });
    expect(theirs.ok).toBe(true);
    const lives = await cloud.owner.query<{ n: number }>(
      'select count(distinct incarnation)::int as n from chains where tenant_id = any($1) and incarnation is not null',
      [[tenant, other]],
    );
    expect(lives.rows).toEqual([{ n: 3 }]);
  });

  it('makes services forget what they had of a chain that it lost, whatever comes back', async () => {
    await store(till.batch());
    for (const table of ['chains', 'entries', 'signed_heads'])
      await cloud.owner.query(`delete from ${table} where tenant_id = $1`, [tenant]);
    await cloud.replication.announceIncarnation(tenant);
    await store(till.batch(1, 2));
    expect(await rows('select from_seq::int as from_seq from chain_revisions where tenant_id = $1')).toEqual([
      { from_seq: 1 },
    ]);
  });

  it('takes no back-office chain that another key signed', async () => {
    const { chain } = await append();
    const read = await readBatch(cloud.journal.database, scope(), { chain, after: 0, hash: null });
    if (read.kind !== 'batch') throw new Error(read.kind);
    for (const table of ['chains', 'entries', 'signed_heads'])
      await cloud.owner.query(`delete from ${table} where tenant_id = $1 and chain = $2`, [
        tenant,
        Buffer.from(chain, 'hex'),
      ]);
    const { head } = read.batch;
    const forged = { ...read.batch, head: till.signed(head) };
    expect(await store(forged)).toMatchObject({ kind: 'refused', code: 'exchange/bad-signature' });
    expect(await store(read.batch)).toMatchObject({ kind: 'stored' });
  });
});
