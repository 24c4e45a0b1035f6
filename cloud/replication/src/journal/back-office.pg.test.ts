import { headToSign, readEntry } from '@beaveros/protocol/exchange';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { TestCloud } from '../_cloud.ts';
import { hashOf, newId, note, TODAY } from '../_test-till.ts';
import { isSignedBy } from '../keys/ed25519.ts';
import type { BackOfficeDraft } from './back-office.ts';

let cloud: TestCloud;
let tenant: string;
let store: string;
beforeAll(async () => {
  cloud = await TestCloud.start(inject('postgresUrl'));
});
afterAll(() => cloud[Symbol.asyncDispose]());
beforeEach(async () => {
  tenant = await cloud.tenant();
  store = newId();
});

const until = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 5_000, interval: 5 });
const draft = (more: Partial<BackOfficeDraft> = {}): BackOfficeDraft => ({
  tenant,
  store,
  commandId: newId(),
  command: 'SetOrderNote',
  actor: newId(),
  businessDate: TODAY,
  events: [note('from head office')],
  expected: [],
  ...more,
});
async function append(
  more: Partial<BackOfficeDraft> = {},
): Promise<{ readonly chain: string; readonly seq: number; readonly isNew: boolean }> {
  const result = await cloud.replication.appendBackOffice(draft(more));
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
}

describe('a back-office chain', () => {
  it('opens with its first entry, is one per store and one for the tenant, hashed and signed with the tenant’s key', async () => {
    const first = await append();
    expect(first).toMatchObject({ seq: 2, isNew: true });
    expect(await append()).toEqual({ chain: first.chain, seq: 3, isNew: true });
    const other = await append({ store: newId() });
    const ofTenant = await append({ store: null });
    expect(new Set([first.chain, other.chain, ofTenant.chain]).size).toBe(3);
    expect(await append({ store: null })).toMatchObject({ chain: ofTenant.chain, seq: 3 });
    const texts = await cloud.stored(first.chain);
    const hashes: string[] = [];
    for (const text of texts) hashes.push(hashOf(hashes.at(-1) ?? '', text));
    expect(hashes[0]).toBe(first.chain);
    expect(
      texts.map((text) => readEntry(text)).map(({ seq, chain, terminal }) => [seq, chain, terminal]),
    ).toEqual([
      [1, '', null],
      [2, first.chain, null],
      [3, first.chain, null],
    ]);
    const { rows } = await cloud.owner.query<{ signature: Buffer }>(
      'select signature from signed_heads where chain = $1 and seq = 3',
      [Buffer.from(first.chain, 'hex')],
    );
    const publicKey = Buffer.from(await cloud.replication.createTenant(tenant), 'base64');
    expect(
      isSignedBy(publicKey, headToSign({ chain: first.chain, seq: 3, hash: hashes[2]! }), rows[0]!.signature),
    ).toBe(true);
  });

  it('takes a command once, and many at once in one row', async () => {
    const commandId = newId();
    const first = await append({ commandId });
    expect(await append({ commandId })).toEqual({ ...first, isNew: false });
    const at = await Promise.all(Array.from({ length: 8 }, () => append()));
    expect(at.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual([3, 4, 5, 6, 7, 8, 9, 10]);
    const same = newId();
    const repeated = await Promise.all(Array.from({ length: 4 }, () => append({ commandId: same })));
    expect(repeated.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(new Set(repeated.map(({ seq }) => seq))).toEqual(new Set([11]));
  });

  it('reaches the tills of its store and no other, and counts beyond the clocks it knows', async () => {
    const { till } = await cloud.enrol(tenant, store);
    const { till: elsewhere } = await cloud.enrol(tenant, newId());
    till.clock = 5_000;
    till.append([note('late clock')]);
    const links = await Promise.all(
      [till, elsewhere].map(async (each) => each.connect(cloud.exchangeUrl, await cloud.tokenOf(each))),
    );
    await until(async () => expect(await cloud.stored(till.own)).toHaveLength(2));
    const { chain } = await append();
    await append({ store: null });
    await until(() => expect(till.texts(chain)).toHaveLength(2));
    expect(readEntry(till.texts(chain)[1]!).clock).toBeGreaterThan(5_001);
    expect([...till.chains.keys()].sort()).toEqual([till.own, chain].sort());
    expect([...elsewhere.chains.keys()]).toEqual([elsewhere.own]);
    for (const link of links) link.close();
  });

  it('refuses a decision about an aggregate of which the journal holds something newer', async () => {
    const { till } = await cloud.enrol(tenant, store);
    const order = newId();
    till.append([note('first', order)]);
    till.append([note('of another order')]);
    const link = till.connect(cloud.exchangeUrl, await cloud.tokenOf(till));
    await until(async () => expect(await cloud.stored(till.own)).toHaveLength(3));
    const decide = (heads: readonly { chain: string; seq: number }[]) =>
      cloud.replication.appendBackOffice(
        draft({ events: [note('answer', order)], expected: [{ aggregate: order, heads }] }),
      );
    const newer = { ok: false, refusal: { code: 'journal/newer-events', aggregate: order } };
    expect(await decide([])).toEqual(newer);
    expect(await decide([{ chain: till.own, seq: 1 }])).toEqual(newer);
    const done = await decide([{ chain: till.own, seq: 2 }]);
    expect(done.ok).toBe(true);
    // Now its own chain holds a newer one, too.
    expect(await decide([{ chain: till.own, seq: 3 }])).toEqual(newer);
    const own = done.ok ? done.value : null;
    expect(
      (
        await decide([
          { chain: till.own, seq: 3 },
          { chain: own!.chain, seq: own!.seq },
        ])
      ).ok,
    ).toBe(true);
    link.close();
  });

  it('refuses a decision on a chain that has changed behind its head since', async () => {
    const { till } = await cloud.enrol(tenant, store);
    const order = newId();
    till.append([note('first', order)]);
    const link = till.connect(cloud.exchangeUrl, await cloud.tokenOf(till));
    await until(async () => expect(await cloud.stored(till.own)).toHaveLength(2));
    const decide = (revision?: number) =>
      cloud.replication.appendBackOffice(
        draft({
          expected: [
            {
              aggregate: order,
              heads: [{ chain: till.own, seq: 2, ...(revision === undefined ? {} : { revision }) }],
            },
          ],
        }),
      );
    expect((await decide(0)).ok).toBe(true);
    await cloud.replication.announceIncarnation(tenant);
    const { rows } = await cloud.owner.query<{ revision: string }>(
      'select revision from chains where chain = $1',
      [Buffer.from(till.own, 'hex')],
    );
    expect(await decide(0)).toEqual({
      ok: false,
      refusal: { code: 'journal/newer-events', aggregate: order },
    });
    expect((await decide(Number(rows[0]!.revision))).ok).toBe(true);
    expect((await decide()).ok).toBe(true);
    link.close();
  });

  it('needs a tenant with a key, and events that keep their schema', async () => {
    expect(await cloud.replication.appendBackOffice(draft({ tenant: newId() }))).toEqual({
      ok: false,
      refusal: { code: 'tenant/not-found' },
    });
    await expect(
      cloud.replication.appendBackOffice(draft({ events: [{ ...note('x'), body: {} }] })),
    ).rejects.toThrow(/breaks its schema/);
    await expect(cloud.replication.appendBackOffice(draft({ events: [] }))).rejects.toThrow();
  });
});
