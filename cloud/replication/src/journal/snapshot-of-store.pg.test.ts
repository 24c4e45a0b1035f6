import { foldAll, type Recorded, readEvent } from '@beaveros/domain/journal';
import { isSettled, orderFold } from '@beaveros/domain/order';
import { addDayLedger, dayLedgerOf } from '@beaveros/domain/report';
import { headToSign, readEntry, readSnapshot, snapshotToSign } from '@beaveros/protocol/exchange';
import { counterSale, sharedTable, staleDraft } from '@beaveros/testkit';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { TestCloud } from '../_cloud.ts';
import { hashOf, newId } from '../_test-till.ts';
import { isSignedBy, rawPublicKey, sha256 } from '../keys/ed25519.ts';
import { batchOf, control, headOfLine, type Line, sideRecord, StoryHouse } from './_journal-story.ts';
import { snapshotOfStore } from './snapshot-of-store.ts';
import { storeBatch } from './store-batch.ts';

let cloud: TestCloud;

beforeAll(async () => {
  cloud = await TestCloud.start(inject('postgresUrl'));
});
afterAll(() => cloud[Symbol.asyncDispose]());

/** Two tills' work of three stories, a stolen till beyond its fence, a dead one's tail, a side record. */
function tell(house: StoryHouse): { readonly lines: readonly Line[]; readonly orders: readonly string[] } {
  const stories = [counterSale(7), sharedTable(8), staleDraft(9)];
  const lines = stories.flatMap(({ chains }) =>
    chains.map((chain) => {
      const author = house.terminal();
      return chain.reduce((line, { entry }) => author.append(line, { events: entry.events }), author.open());
    }),
  );
  const thief = house.terminal();
  const stolen = thief.append(thief.append(thief.open()), { sides: [sideRecord()] });
  const dead = house.terminal();
  const tail = dead.append(dead.open(), { isSigned: false });
  const office = house.backOffice();
  let said = office.open();
  for (const fact of [
    control('TerminalRevoked', thief.terminal!, {
      terminal: thief.terminal,
      epoch: 1,
      reason: 'stolen',
      fences: [{ chain: stolen.chain, seq: 2 }],
    }),
    control('TailVouched', house.store, headOfLine(tail)),
  ])
    said = office.append(said, { events: [fact] });
  return { lines: [said, ...lines, stolen, tail], orders: stories.flatMap(({ orders }) => orders) };
}

const factsOf = (
  entries: readonly { readonly chain: string; readonly text: string }[],
  order: string,
): readonly Recorded[] =>
  entries.flatMap(({ chain, text }) => {
    const { events, ...header } = readEntry(text);
    return events.flatMap((event, index) =>
      event.aggregate === order && readEvent(event).kind === 'read'
        ? [{ event, header: { ...header, chain }, index }]
        : [],
    );
  });

describe('the snapshot for a new till', () => {
  it('holds every chain at its head, what is open whole, and what is settled as sums, signed with the tenant’s key', async () => {
    const house = new StoryHouse();
    await cloud.journal.keys.createTenant(house.tenant, house.tenantKey);
    const { lines, orders } = tell(house);
    for (const line of lines) {
      const scope = { tenant: house.tenant, store: house.store, terminal: newId() };
      expect((await storeBatch(cloud.journal, scope, batchOf(line))).answer.kind).toBe('stored');
    }
    const given = (await snapshotOfStore(cloud.journal, house))!;
    expect(await snapshotOfStore(cloud.journal, house)).toEqual(given);
    expect(sha256(given.text).toString('hex')).toBe(given.id);
    const publicKey = rawPublicKey(house.tenantKey);
    expect(isSignedBy(publicKey, snapshotToSign(given.id), Buffer.from(given.signature, 'base64'))).toBe(
      true,
    );
    const snapshot = readSnapshot(given.text);

    expect(snapshot.chains.map(({ head: { chain, seq, hash } }) => ({ chain, seq, hash }))).toEqual(
      lines
        .toSorted((a, b) => readEntry(a.entries[0]!.text).clock - readEntry(b.entries[0]!.text).clock)
        .map((line) => headOfLine(line)),
    );
    for (const { head, opening, certificate, kind, clock } of snapshot.chains) {
      const line = lines.find(({ chain }) => chain === head.chain)!;
      expect([opening, certificate]).toEqual([line.entries[0], line.certificate]);
      expect(kind).toBe(line.certificate === null ? 'store' : 'terminal');
      expect(clock).toBe(Math.max(...line.entries.map(({ text }) => readEntry(text).clock)));
      const { signature } = head;
      if (line.signedTo < line.entries.length) expect(signature).toBeNull();
      else
        expect(isSignedBy(rawPublicKey(line.key), headToSign(head), Buffer.from(signature!, 'base64'))).toBe(
          true,
        );
    }
    for (const { prev, entry } of snapshot.entries) expect(hashOf(prev, entry.text)).toBe(entry.hash);

    const all = lines.flatMap(({ chain, entries }) => entries.map(({ text }) => ({ chain, text })));
    const held = snapshot.entries.map(({ chain, entry: { text } }) => ({ chain, text }));
    const settled = orders.filter((order) => isSettled(foldAll(orderFold, order, factsOf(all, order)).state));
    expect(settled.length).toBeGreaterThan(0);
    expect(settled.length).toBeLessThan(orders.length);
    for (const order of orders) {
      if (settled.includes(order)) continue;
      expect(foldAll(orderFold, order, factsOf(held, order))).toEqual(
        foldAll(orderFold, order, factsOf(all, order)),
      );
    }
    const dropped = snapshot.openingRows.filter(({ ledger }) => ledger === 'journal.dropped');
    const halfThere = settled.filter((order) => factsOf(held, order).length > 0);
    expect(dropped.map(({ key }) => key)).toEqual(halfThere.toSorted());
    const sums = addDayLedger(
      settled.flatMap((order) => dayLedgerOf(foldAll(orderFold, order, factsOf(all, order)).state)),
    );
    expect(snapshot.openingRows.filter(({ ledger }) => ledger === 'order.day')).toEqual(
      sums.map(({ key, documents, lines: count, net, tax, total }) => ({
        ledger: 'order.day',
        key,
        body: { documents, lines: count, net, tax, total },
      })),
    );
    // In suspense it may be released one day; its records travel along.
    const stolen = lines.at(-2)!;
    expect(snapshot.entries).toContainEqual({
      chain: stolen.chain,
      prev: stolen.entries[1]!.hash,
      entry: stolen.entries[2],
    });
  });

  it('is none where nothing is known of the store', async () => {
    const tenant = await cloud.tenant();
    expect(await snapshotOfStore(cloud.journal, { tenant, store: newId() })).toBeNull();
  });
});
