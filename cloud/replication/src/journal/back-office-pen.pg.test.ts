import { readEntry } from '@beaveros/protocol/exchange';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { SEAL_KEY, TestCloud } from '../_cloud.ts';
import { CLOCK, newId, note, RANDOM, TODAY } from '../_test-till.ts';
import { type BackOfficePen, openBackOfficePen } from './back-office-pen.ts';

// Services in processes of their own write the chain of one store.

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.start(inject('postgresUrl'));
});
afterAll(() => cloud[Symbol.asyncDispose]());

const openPen = () =>
  openBackOfficePen({
    urls: cloud.database.urls,
    sealKey: SEAL_KEY,
    clock: CLOCK,
    random: RANDOM,
    newId,
    onIdleError: () => {},
  });

describe('pens of several processes', () => {
  it('write one chain of a store, gapless, and each command once', async () => {
    await using first = openPen();
    await using second = openPen();
    const [tenant, store, same] = [await cloud.tenant(), newId(), newId()];
    const append = async (pen: BackOfficePen, commandId = newId()) =>
      await pen.append({
        tenant,
        store,
        commandId,
        command: 'grantRefund',
        actor: null,
        businessDate: TODAY,
        events: [note('granted')],
        expected: [],
      });
    const pens = Array.from({ length: 8 }, (_, n) => (n % 2 === 0 ? first : second));
    const appended = await Promise.all([
      ...pens.map((pen) => append(pen)),
      append(first, same),
      append(second, same),
    ]);
    const places = appended.map((each) => (each.ok ? each.value : null));
    expect(new Set(places.map((place) => place?.chain)).size).toBe(1);
    expect(places.filter((place) => place?.isNew === false)).toHaveLength(1);
    const texts = await cloud.stored(places[0]!.chain);
    expect(texts.map((text) => readEntry(text).seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('let one of two stores decide at once about what spans both', async () => {
    await using first = openPen();
    await using second = openPen();
    const [tenant, card] = [await cloud.tenant(), newId()];
    const append = (pen: BackOfficePen, spansStores: boolean) =>
      pen.append({
        tenant,
        store: newId(),
        commandId: newId(),
        command: 'grantSpend',
        actor: null,
        businessDate: TODAY,
        events: [note('granted', card)],
        expected: [{ aggregate: card, heads: [], spansStores }],
      });
    const both = await Promise.all([append(first, true), append(second, true)]);
    expect(both.map(({ ok }) => ok).toSorted()).toEqual([false, true]);
    // What belongs to one store is looked for in that store only.
    expect((await append(first, false)).ok).toBe(true);
  });

  it('refuse what was decided before a newer fact, whoever wrote that', async () => {
    await using pen = openPen();
    const [tenant, store, order] = [await cloud.tenant(), newId(), newId()];
    const draft = {
      tenant,
      store,
      command: 'grantRefund',
      actor: null,
      businessDate: TODAY,
      events: [note('granted', order)],
      expected: [{ aggregate: order, heads: [] }],
    };
    expect((await cloud.replication.appendBackOffice({ ...draft, commandId: newId() })).ok).toBe(true);
    expect(await pen.append({ ...draft, commandId: newId() })).toEqual({
      ok: false,
      refusal: { code: 'journal/newer-events', aggregate: order },
    });
  });
});
