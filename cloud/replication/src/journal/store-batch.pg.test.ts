import type { Batch } from '@beaveros/sync/exchange';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { TestCloud } from '../_cloud.ts';
import { hashOf, newId, note, TestKey, type TestTill } from '../_test-till.ts';
import { readBatch } from './read-batch.ts';
import { storeBatch } from './store-batch.ts';

let cloud: TestCloud;
let till: TestTill;

beforeAll(async () => {
  cloud = await TestCloud.start(inject('postgresUrl'));
});
afterAll(() => cloud[Symbol.asyncDispose]());
beforeEach(async () => {
  ({ till } = await cloud.enrol(await cloud.tenant(), newId()));
  for (let at = 2; at <= 6; at += 1) till.append([note(`entry ${at}`)]);
});

const scope = (of = till) => ({
  tenant: of.identity.tenantId,
  store: of.identity.storeId,
  terminal: of.identity.terminalId,
});
const store = async (batch: Batch, of = till) => await storeBatch(cloud.journal, scope(of), batch);
const read = (after: number, hash: string | null = null, of = till) =>
  readBatch(cloud.journal.database, scope(of), { chain: till.own, after, hash });
const stored = () => cloud.stored(till.own);
const forkCount = async () => {
  const { rows } = await cloud.owner.query<{ n: number }>(
    'select count(*)::int as n from forks where chain = $1',
    [Buffer.from(till.own, 'hex')],
  );
  return rows[0]!.n;
};
const headAt = (seq: number) => ({ chain: till.own, seq, hash: till.entries[seq - 1]!.hash });

describe('a batch', () => {
  it('is stored whole, and is success however often and however cut it comes', async () => {
    expect(await store(till.batch(1, 3))).toEqual({
      answer: { kind: 'stored', chain: till.own, seq: 3 },
      head: headAt(3),
    });
    expect(await store(till.batch(1, 3))).toEqual({
      answer: { kind: 'stored', chain: till.own, seq: 3 },
      head: headAt(3),
    });
    expect(await store(till.batch(2, 5))).toEqual({
      answer: { kind: 'stored', chain: till.own, seq: 5 },
      head: headAt(5),
    });
    expect(await store(till.batch(1, 2))).toEqual({
      answer: { kind: 'stored', chain: till.own, seq: 2 },
      head: headAt(5),
    });
    expect(await store(till.batch(6, 6))).toEqual({
      answer: { kind: 'stored', chain: till.own, seq: 6 },
      head: headAt(6),
    });
    expect(await stored()).toEqual(till.entries.map(({ text }) => text));
  });

  it('is stored once when two connections bring it at the same time, also the opening', async () => {
    const answers = await Promise.all([1, 2, 3, 4, 5].map((from) => store(till.batch(1, from + 1))));
    expect(answers.map(({ answer }) => answer.kind)).toEqual(Array.from({ length: 5 }, () => 'stored'));
    expect(await stored()).toEqual(till.entries.map(({ text }) => text));
  });

  it('behind a gap is answered with what is expected, and nothing is stored', async () => {
    expect(await store(till.batch(3, 4))).toEqual({
      answer: { kind: 'gap', chain: till.own, expected: 1 },
      head: null,
    });
    await store(till.batch(1, 2));
    expect(await store(till.batch(4, 5))).toEqual({
      answer: { kind: 'gap', chain: till.own, expected: 3 },
      head: headAt(2),
    });
    expect(await stored()).toHaveLength(2);
  });

  it('of another branch is kept aside from the first entry that differs; ours stand', async () => {
    await store(till.batch(1, 6));
    const other = till.entries.slice(0, 3);
    for (let seq = 4; seq <= 7; seq += 1) other.push(till.forge(seq, other.at(-1)!.hash, {}));
    const aside = (seq: number) => ({ answer: { kind: 'aside', chain: till.own, seq }, head: headAt(6) });
    expect(await store(till.batch(0, 0, other.slice(0, 5)))).toEqual(aside(5));
    expect(await store(till.batch(0, 0, other.slice(0, 5)))).toEqual(aside(5));
    // What goes on behind it attaches to it, and what begins in it does.
    expect(await store(till.batch(0, 0, other.slice(5)))).toEqual(aside(7));
    expect(await store(till.batch(0, 0, other.slice(4)))).toEqual(aside(7));
    expect(await stored()).toEqual(till.entries.map(({ text }) => text));
    const { rows } = await cloud.owner.query<{ bytes: Buffer }>(
      'select bytes from forks where chain = $1 order by seq',
      [Buffer.from(till.own, 'hex')],
    );
    expect(rows.map(({ bytes }) => bytes.toString())).toEqual(other.slice(3).map(({ text }) => text));
    const { rows: heads } = await cloud.owner.query(
      'select seq from fork_heads where chain = $1 and signature is not null order by seq',
      [Buffer.from(till.own, 'hex')],
    );
    expect(heads).toEqual([{ seq: '5' }, { seq: '7' }]);
  });

  it('of another branch that attaches nowhere is answered with what is held before it', async () => {
    await store(till.batch(1, 6));
    const other = till.entries.slice(0, 3);
    for (let seq = 4; seq <= 9; seq += 1) other.push(till.forge(seq, other.at(-1)!.hash, {}));
    const fork = { kind: 'fork', chain: till.own, seq: 5, hash: till.entries[4]!.hash };
    expect(await store(till.batch(0, 0, other.slice(5)))).toEqual({ answer: fork, head: headAt(6) });
    expect((await store(till.batch(0, 0, other.slice(8)))).answer).toEqual({
      kind: 'gap',
      chain: till.own,
      expected: 7,
    });
    expect(await forkCount()).toBe(0);
    expect((await store(till.batch(0, 0, other))).answer).toMatchObject({ kind: 'aside', seq: 9 });
  });

  it('of another branch is refused when so many are kept already, and nothing of it is', async () => {
    await store(till.batch(1, 3));
    await cloud.owner.query(
      `insert into forks (tenant_id, chain, seq, hash, prev, clock, bytes, brought_by)
       select $1, $2, 4, sha256(n::text::bytea), $2, 1, '', $1 from generate_series(1, 9999) as n`,
      [till.identity.tenantId, Buffer.from(till.own, 'hex')],
    );
    const other = till.entries.slice(0, 1);
    for (let seq = 2; seq <= 3; seq += 1) other.push(till.forge(seq, other.at(-1)!.hash, {}));
    expect((await store(till.batch(0, 0, other))).answer).toMatchObject({
      kind: 'refused',
      code: 'exchange/too-many-forks',
    });
    expect((await store(till.batch(0, 0, other.slice(0, 2)))).answer).toMatchObject({ kind: 'aside' });
  });

  it('whose clock leaps is stored, held in suspense, and advances nobody', async () => {
    till.clock = 2 ** 33;
    till.append([note('from the far future')]);
    till.clock = 100;
    till.append([note('back again')]);
    expect((await store(till.batch())).answer.kind).toBe('stored');
    const { rows } = await cloud.owner.query('select seq, reason from suspense where chain = $1', [
      Buffer.from(till.own, 'hex'),
    ]);
    expect(rows).toEqual([{ seq: '7', reason: 'the clock leaps' }]);
    const chain = await cloud.owner.query('select head_clock, head_seq from chains where chain = $1', [
      Buffer.from(till.own, 'hex'),
    ]);
    expect(chain.rows).toEqual([{ head_clock: '101', head_seq: '8' }]);
  });
});

const certificateOf = (key: TestKey) => ({
  text: till.identity.certificate.text,
  signature: key.sign(Buffer.from(`beaveros-certificate/1\n${till.identity.certificate.text}`)),
});
const withEntry = (at: number, change: object): Batch => {
  const batch = till.batch();
  return {
    ...batch,
    entries: batch.entries.map((entry, index) => (index === at ? { ...entry, ...change } : entry)),
  };
};
/** A batch of the opening and one entry whose header says something else, well hashed and well signed. */
const withHeader = (change: Readonly<Record<string, unknown>>): Batch =>
  till.batch(0, 0, [till.entries[0]!, till.forge(2, till.entries[0]!.hash, change)]);
const openingWith = (body: object, header: object = {}): Batch => {
  const said = { ...(JSON.parse(till.entries[0]!.text) as { events: { body: object }[] }), ...header };
  const text = JSON.stringify({
    ...said,
    events: [{ ...said.events[0]!, body: { ...said.events[0]!.body, ...body } }],
  });
  const hash = hashOf('', text);
  const head = till.signed({ chain: hash, seq: 1, hash });
  return {
    chain: hash,
    certificate: till.identity.certificate,
    entries: [{ seq: 1, text, hash, sides: [] }],
    head,
  };
};
const NEIGHBOUR = newId();

const forgeries: readonly (readonly [string, () => Batch, string, string])[] = [
  [
    'a head signed with another key',
    () => ({
      ...till.batch(),
      head: { ...till.batch().head, signature: new TestKey().sign(Buffer.from('x')) },
    }),
    'exchange/bad-signature',
    'head.signature',
  ],
  [
    'a head that is not its last entry',
    () => ({ ...till.batch(1, 5), head: till.batch(1, 6).head }),
    'exchange/bad-head',
    'head.seq',
  ],
  [
    'a head with another hash',
    () => ({ ...till.batch(), head: till.signed({ ...headAt(6), hash: headAt(5).hash }) }),
    'exchange/bad-head',
    'head.hash',
  ],
  [
    'a head of another chain',
    () => ({ ...till.batch(), head: till.signed({ ...headAt(6), chain: 'ab'.repeat(32) }) }),
    'exchange/bad-head',
    'head.chain',
  ],
  [
    'changed bytes',
    () => withEntry(2, { text: till.entries[2]!.text.replace('entry 3', 'entry 9') }),
    'exchange/bad-hash',
    'entries.2.hash',
  ],
  ['a hole in it', () => withEntry(2, { seq: 9 }), 'exchange/bad-sequence', 'entries.2.seq'],
  [
    'an entry that is not JSON',
    () => withEntry(2, { text: '{"chain":' }),
    'exchange/bad-entry',
    'entries.2.text.',
  ],
  [
    'an entry without a field',
    () => withEntry(2, { text: '{"chain":""}' }),
    'exchange/bad-entry',
    'entries.2.text.seq',
  ],
  [
    'an entry of another tenant',
    () => withHeader({ tenant: NEIGHBOUR }),
    'exchange/wrong-tenant',
    'entries.1.text.tenant',
  ],
  [
    'an entry of another store',
    () => withHeader({ store: NEIGHBOUR }),
    'exchange/wrong-store',
    'entries.1.text.store',
  ],
  [
    'an entry of the tenant’s own chain',
    () => withHeader({ store: null }),
    'exchange/wrong-store',
    'entries.1.text.store',
  ],
  [
    'an entry that says another place',
    () => withHeader({ seq: 3 }),
    'exchange/wrong-chain',
    'entries.1.text.seq',
  ],
  [
    'an entry that says another chain',
    () => withHeader({ chain: 'cd'.repeat(32) }),
    'exchange/wrong-chain',
    'entries.1.text.chain',
  ],
  [
    'no certificate',
    () => ({ ...till.batch(), certificate: null }),
    'exchange/no-certificate',
    'certificate',
  ],
  [
    'a certificate of another tenant’s key',
    () => ({ ...till.batch(), certificate: certificateOf(new TestKey()) }),
    'exchange/bad-certificate',
    'certificate.signature',
  ],
  [
    'an opening with another key than the certificate’s',
    () => openingWith({ publicKey: new TestKey().publicKey }),
    'exchange/bad-certificate',
    'certificate.text.publicKey',
  ],
  [
    'an opening of a later epoch than the certificate’s',
    () => openingWith({ epoch: 2 }, { epoch: 2 }),
    'exchange/bad-certificate',
    'certificate.text.epoch',
  ],
  [
    'an opening whose header says otherwise',
    () => openingWith({ epoch: 2 }),
    'exchange/bad-opening',
    'entries.0.text.events.0.body.epoch',
  ],
  [
    'a back-office chain from outside',
    () => openingWith({ terminal: null }, { terminal: null }),
    'exchange/not-from-here',
    'entries.0.text.terminal',
  ],
];

describe('nothing is stored of a batch with', () => {
  it.each(forgeries)('%s', async (_name, forge, code, field) => {
    const before = [await cloud.count('entries'), await cloud.count('chains')];
    const { answer } = await store(forge());
    expect(answer).toMatchObject({ kind: 'refused', code, field, retryable: false });
    expect([await cloud.count('entries'), await cloud.count('chains')]).toEqual(before);
    // And nothing of it stands in the way of the true one.
    expect((await store(till.batch())).answer).toEqual({ kind: 'stored', chain: till.own, seq: 6 });
  });

  it('entries of one store in the chain of another', async () => {
    await store(till.batch(1, 3));
    const elsewhere = newId();
    const moved = till.batch(0, 0, [till.forge(4, till.entries[2]!.hash, { store: elsewhere })]);
    const { answer } = await storeBatch(cloud.journal, { ...scope(), store: elsewhere }, moved);
    expect(answer).toMatchObject({ kind: 'refused', code: 'exchange/wrong-store', field: 'chain' });
    expect(await stored()).toHaveLength(3);
  });

  it('entries that do not follow what is there', async () => {
    await store(till.batch(1, 3));
    const forged = till.forge(4, 'ee'.repeat(32), {});
    expect((await store(till.batch(0, 0, [forged]))).answer).toEqual({ kind: 'fork', ...headAt(3) });
    expect(await stored()).toHaveLength(3);
  });
});

describe('what a till lacks', () => {
  it('is read from where it is, ending at a head the author signed, with the certificate at the beginning', async () => {
    await store(till.batch(1, 2));
    await store(till.batch(3, 5));
    expect(await read(0)).toEqual({ kind: 'batch', batch: till.batch(1, 5) });
    expect(await read(2, headAt(2).hash)).toEqual({ kind: 'batch', batch: till.batch(3, 5) });
    expect(await read(3)).toEqual({ kind: 'batch', batch: till.batch(4, 5) });
    expect(await read(5)).toEqual({ kind: 'nothing' });
    expect(await read(2, 'ab'.repeat(32))).toEqual({ kind: 'differs', hash: headAt(2).hash });
  });

  it('comes in batches that stop at a signed head within reach', async () => {
    for (let at = 0; at < 900; at += 1) till.append([note(`${at}`)]);
    await store(till.batch(1, 400));
    await store(till.batch(401, 800));
    await store(till.batch(801, 906));
    const seqs: number[] = [];
    for (let after = 0; after < 906; ) {
      const outcome = await read(after);
      if (outcome.kind !== 'batch') throw new Error(outcome.kind);
      seqs.push((after = outcome.batch.head.seq));
    }
    expect(seqs).toEqual([400, 800, 906]);
  });

  it('of another store’s chain is nothing', async () => {
    await store(till.batch());
    const { till: other } = await cloud.enrol(till.identity.tenantId, newId());
    expect(await read(0, null, other)).toEqual({ kind: 'nothing' });
    const { till: stranger } = await cloud.enrol(await cloud.tenant(), till.identity.storeId);
    expect(await read(0, null, stranger)).toEqual({ kind: 'nothing' });
  });
});
