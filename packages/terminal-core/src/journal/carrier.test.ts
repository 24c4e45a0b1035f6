import { randomBytes } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  writeFileSync,
} from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { sideReference } from '@beaveros/domain/journal';
import { isFault } from '@beaveros/kit';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BackOffice, vouched } from './_back-office.ts';
import { NOW, opened, StoreFixture } from './_journal-fixture.ts';
import { bring, heardFor, judgeAll } from './_stories.ts';
import { readCarrier, takeCarrier, writeBatches, writeCarrier } from './carrier.ts';
import { carryOut } from './carry-out.ts';
import type { Journal } from './journal.ts';

/** Two tills that know each other, with a few entries each. */
function tills(store: StoreFixture, entries = 5): { a: Journal; b: Journal; order: string } {
  const [a, b] = ['a', 'b'].map((name) => store.open(name, store.identity())) as [Journal, Journal];
  const order = store.newId();
  a.append(store.draft(order, '', { events: [opened(order)] }), NOW);
  for (let n = 0; n < entries; n += 1) [a, b][n % 2]!.append(store.draft(order, `note ${n}`), NOW);
  bring(a, b);
  bring(b, a);
  return { a, b, order };
}

function targetOf(link: string): string | null {
  try {
    return readlinkSync(link);
  } catch {
    return null; // Closed since it was listed.
  }
}

async function faultOf(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
    return 'none';
  } catch (error) {
    if (!isFault(error)) throw error;
    return [error.code, error.details?.['line'], error.field];
  }
}

describe('a file as the carrier', () => {
  it('brings everything to a till that nothing else reaches', async () => {
    using store = new StoreFixture();
    const { a, order } = tills(store);
    const path = store.path('carrier');
    const { entries, short } = await writeCarrier(a, path);
    expect([entries, short]).toEqual([a.entryCount(), []]);
    const c = store.open('c', store.identity());
    const carrier = await readCarrier(path);
    expect([carrier.entries, carrier.heads]).toEqual([entries, a.heads()]);
    expect(await takeCarrier(c, carrier, NOW)).toEqual([]);
    expect(c.heads()).toEqual(expect.arrayContaining([...a.heads()]));
    expect(c.byAggregate(order).length).toBe(a.byAggregate(order).length);
    expect(await takeCarrier(c, carrier, NOW)).toEqual([]);
    expect(existsSync(`${path}.part`)).toBe(false);
  });

  it('brings only what lies beyond given heads, where they are on our chains', async () => {
    using store = new StoreFixture();
    const { a, b, order } = tills(store);
    const known = b.heads();
    a.append(store.draft(order, 'later'), NOW);
    const path = store.path('carrier');
    expect((await writeCarrier(a, path, { beyond: known })).entries).toBe(1);
    expect(await takeCarrier(b, await readCarrier(path), NOW)).toEqual([]);
    expect(b.hashAt(a.ownChain, a.ownHead.seq)).toBe(a.ownHead.hash);
    const strange = known.map((head) => ({ ...head, hash: 'ab'.repeat(32) }));
    expect((await writeCarrier(a, path, { beyond: strange })).entries).toBe(a.entryCount());
  });

  it('says of which chains the end is not on it', async () => {
    using store = new StoreFixture();
    const { a } = tills(store);
    a.settleBy({ name: 'all', isSettled: () => true, ledgerRows: () => [] });
    a.append(store.draft(store.newId(), 'the last'), NOW);
    judgeAll(a);
    const now = heardFor(a, a.heads(), 91);
    while (a.dropBodies({ now, limit: 99 }).looked > 0);
    const { short } = await writeCarrier(a, store.path('carrier'));
    expect(short).toContainEqual({ chain: a.ownChain, seq: 1, headSeq: a.ownHead.seq });
    expect((await readCarrier(store.path('carrier'))).heads).toEqual(a.heads());
  });

  it('names the batch that a journal did not take, and takes the others', async () => {
    using store = new StoreFixture();
    const { a, b, order } = tills(store);
    a.append(store.draft(order, 'later'), NOW);
    const path = store.path('carrier');
    await writeCarrier(a, path, { beyond: b.heads() });
    const c = store.open('c', store.identity());
    expect(await takeCarrier(c, await readCarrier(path), NOW)).toEqual([
      { kind: 'gap', chain: a.ownChain, expected: 1 },
    ]);
  });

  it('is read to its end before anything of it is used: every malformed line is named', async () => {
    using store = new StoreFixture();
    const { a } = tills(store);
    const path = store.path('carrier');
    await writeCarrier(a, path);
    const [hello = '', first = '', second = ''] = gunzipSync(readFileSync(path)).toString().split('\n');
    const bad = async (text: string | Buffer) => {
      writeFileSync(path, gzipSync(text));
      return faultOf(readCarrier(path));
    };
    const batch = JSON.parse(second) as { entries: object[] };
    const wrong = JSON.stringify({ ...batch, entries: [{ ...batch.entries[0], text: 7 }] });
    expect(await bad(`${hello}\n${first}\n${wrong}\n`)).toEqual(['carrier/bad-line', 3, 'entries.0.text']);
    expect(await bad(`${hello}\n${first}\n{"m":\n`)).toEqual(['carrier/bad-line', 3, '']);
    expect(await bad(`${hello}\n${first}\n${second}`)).toEqual(['carrier/bad-line', 3, '']);
    expect(await bad(`${first}\n`)).toEqual(['carrier/bad-line', 1, 'm']);
    expect(await bad(`${hello}\n${hello}\n`)).toEqual(['carrier/bad-line', 2, 'm']);
    expect(await bad(`${hello}\n{"m":"heads","heads":[],"answer":null}\n`)).toEqual([
      'carrier/bad-line',
      2,
      'm',
    ]);
    expect(await bad(`${hello}\n\n`)).toEqual(['carrier/bad-line', 2, '']);
    expect(await bad('')).toEqual(['carrier/bad-line', 1, '']);
    expect(await bad(Buffer.concat([Buffer.from(`${hello}\n`), Buffer.of(0xc3, 0x28, 10)]))).toEqual([
      'carrier/bad-line',
      2,
      '',
    ]);
    const whole = gzipSync(`${hello}\n${first}\n${second}\n`);
    writeFileSync(path, whole.subarray(0, whole.length - 9));
    expect(await faultOf(readCarrier(path))).toEqual(['carrier/damaged', undefined, undefined]);
    writeFileSync(path, 'no gzip');
    expect(await faultOf(readCarrier(path))).toEqual(['carrier/damaged', undefined, undefined]);
    expect(await faultOf(readCarrier(store.path('nowhere')))).toEqual([
      'carrier/unreadable',
      undefined,
      undefined,
    ]);
  });

  it.runIf(process.platform === 'linux')('is let go where its reading ends early', async () => {
    using store = new StoreFixture();
    const path = store.path('carrier');
    // Longer than what a stream reads ahead.
    writeFileSync(path, gzipSync(Buffer.concat([Buffer.from('no hello\n'), randomBytes(1024 * 1024)])));
    expect(await faultOf(readCarrier(path))).toEqual(['carrier/bad-line', 1, '']);
    const opened = () => readdirSync('/proc/self/fd').map((fd) => targetOf(`/proc/self/fd/${fd}`));
    await expect.poll(opened).not.toContain(realpathSync(path));
  });

  it('is whole or a fault, whatever byte of it is turned or wherever it is cut', async () => {
    using store = new StoreFixture();
    const { a } = tills(store);
    const path = store.path('carrier');
    await writeCarrier(a, path);
    const good = readFileSync(path);
    const said = JSON.stringify((await readCarrier(path)).heads);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(good.length - 1),
        fc.integer({ min: 1, max: 255 }),
        fc.boolean(),
        async (at, turn, isCut) => {
          const bytes = isCut ? Buffer.from(good.subarray(0, at)) : Buffer.from(good);
          if (!isCut) bytes[at]! ^= turn;
          writeFileSync(path, bytes);
          try {
            // The gzip header's time and system are nobody's business.
            expect(JSON.stringify((await readCarrier(path)).heads)).toBe(said);
          } catch (error) {
            if (!isFault(error)) throw error;
            expect(error.code).toMatch(/^carrier\//);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('the journal of a dead till', () => {
  /** A till with its last entries heard by nobody, closed as a crash would. */
  function dead(store: StoreFixture) {
    const { a, b, order } = tills(store);
    const side = { id: store.newId<'Side'>(), salt: 'ab'.repeat(16), value: 'Mr Beaver' };
    const guest = {
      type: 'order.GuestNamed',
      v: 1,
      aggregate: order,
      body: { guest: sideReference(side) },
    } as never;
    a.append(store.draft(order, '', { events: [guest], sides: [side] }), NOW);
    a.append(store.draft(order, 'the last words'), NOW);
    const path = store.path('dead');
    // As it lies on the disk while the till runs, WAL and all.
    for (const suffix of ['', '-wal']) copyFileSync(store.path('a') + suffix, path + suffix);
    return { a, b, order, side, path };
  }

  it('gives everything it holds, to the last entry that no signature covers', () => {
    using store = new StoreFixture();
    const { a, b, path, side } = dead(store);
    const bytes = [readFileSync(path), readFileSync(`${path}-wal`)];
    using disk = carryOut(path);
    const batches = [...disk.batches()];
    const ours = batches.filter(({ chain }) => chain === a.ownChain);
    expect(ours.at(-1)?.head).toEqual({ ...a.ownHead, signature: null });
    expect(ours.flatMap(({ entries }) => entries).at(-2)?.sides).toEqual([side]);
    expect(ours[0]?.certificate).not.toBeNull();
    expect(batches.find(({ chain }) => chain === b.ownChain)?.head.signature).not.toBeNull();
    expect([disk.lost, disk.isEndKnown, disk.terminal]).toEqual([[], true, a.after(0, 1)[0]?.entry.terminal]);
    expect([readFileSync(path), readFileSync(`${path}-wal`)]).toEqual(bytes);
  });

  it('is taken when the back office stands for its end, and not before', () => {
    using store = new StoreFixture();
    const { a, b, order, path } = dead(store);
    using disk = carryOut(path);
    const answers = () => [...disk.batches()].map((batch) => b.receive(batch, NOW));
    expect(answers()).toContainEqual(
      expect.objectContaining({ kind: 'refused', code: 'exchange/not-vouched', retryable: true }),
    );
    const office = new BackOffice(store);
    office.append([vouched(store, a.ownHead)]);
    b.receive(office.batch(), NOW);
    expect(answers().map(({ kind }) => kind)).not.toContain('refused');
    expect(b.byAggregate(order)).toEqual(expect.arrayContaining([...a.byAggregate(order)]));
    expect(b.heads()).toContainEqual(a.ownHead);
  });

  it('travels as a file, and brings what follows a damaged entry where somebody has that', async () => {
    using store = new StoreFixture();
    const { a, b, path } = dead(store);
    const db = new Database(path);
    db.exec(`UPDATE entries SET text = zeroblob(length(text)) WHERE seq = 3 AND chain = 1`);
    db.close();
    using disk = carryOut(path);
    expect(disk.lost).toEqual([{ chain: a.ownChain, seq: 3 }]);
    const file = store.path('upload');
    await writeBatches(file, disk.heads, disk.batches());
    const carrier = await readCarrier(file);
    const seqs: number[] = [];
    for await (const { chain, entries } of carrier.batches())
      if (chain === a.ownChain) seqs.push(...entries.map(({ seq }) => seq));
    expect(seqs).toEqual([1, 2, 4, 5, 6, 7]);
    // b has entry 3: only the vouching is missing.
    expect(await takeCarrier(b, carrier, NOW)).toContainEqual(
      expect.objectContaining({ code: 'exchange/not-vouched' }),
    );
  });

  it('faults when it is not there, or says nothing', () => {
    using store = new StoreFixture();
    expect(() => carryOut(store.path('nowhere'))).toThrow(
      expect.objectContaining({ code: 'carrier/unreadable' }),
    );
    writeFileSync(store.path('rubbish'), 'rubbish');
    expect(() => carryOut(store.path('rubbish'))).toThrow(
      expect.objectContaining({ code: 'journal/damaged' }),
    );
  });
});
