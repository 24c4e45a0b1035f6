import { fileURLToPath } from 'node:url';
import { readEvent, type SideRecord } from '@beaveros/domain/journal';
import { id } from '@beaveros/kit';
import { readEntry } from '@beaveros/protocol/exchange';
import { type Database, openDatabase } from '@beaveros/service-kit';
import { followRound, newFollowState, pgFeed, projection } from '@beaveros/service-kit/ingest';
import { createTestDatabase, type TestDatabase } from '@beaveros/service-kit/testing';
import type { Batch } from '@beaveros/sync/exchange';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { TestCloud } from '../_cloud.ts';
import { hashOf, newId } from '../_test-till.ts';
import { batchOf, control, headOfLine, type Line, sideRecord, StoryHouse } from './_journal-story.ts';
import { newsOfStore } from '../exchange/chain-news.ts';
import { readBatch } from './read-batch.ts';
import { type Stored, storeBatch } from './store-batch.ts';

/** Any service's tables of facts: another room's migrations, read as files. */
const FOLLOWER_MIGRATIONS = fileURLToPath(new URL('../../../services/workflow/migrations', import.meta.url));

let cloud: TestCloud;
let follower: TestDatabase;
let folded: Database;

beforeAll(async () => {
  cloud = await TestCloud.start(inject('postgresUrl'));
  follower = await createTestDatabase({
    postgresUrl: inject('postgresUrl'),
    service: 'workflow',
    migrationsDir: FOLLOWER_MIGRATIONS,
  });
  folded = openDatabase(follower.urls);
});
afterAll(async () => {
  await folded.close();
  await follower.dispose();
  await cloud[Symbol.asyncDispose]();
});

const store = (house: StoryHouse, batch: Batch): Promise<Stored> =>
  storeBatch(cloud.journal, { tenant: house.tenant, store: house.store, terminal: newId() }, batch);

/** What a history says must be in the journal at the end, computed from all of it at once. */
interface Expected {
  /** By chain: texts of the entries that stand. */
  readonly standing: Readonly<Record<string, readonly string[]>>;
  /** chain/seq/text of what is kept aside. */
  readonly aside: readonly string[];
  /** chain/seq. */
  readonly suspense: readonly string[];
  readonly sides: readonly string[];
}

async function journalOf(house: StoryHouse): Promise<Expected> {
  const query = async (text: string) =>
    (await cloud.owner.query<Record<string, string>>(text, [house.tenant])).rows;
  const standing: Record<string, string[]> = {};
  const entries = await query(
    `select encode(chain, 'hex') as chain, convert_from(bytes, 'UTF8') as text from entries where tenant_id = $1 order by chain, seq`,
  );
  for (const { chain, text } of entries) (standing[chain!] ??= []).push(text!);
  const listed = async (text: string) => (await query(text)).map(({ it: each }) => each!).toSorted();
  return {
    standing,
    aside: await listed(
      `select encode(chain, 'hex') || '/' || seq || '/' || convert_from(bytes, 'UTF8') as it from forks where tenant_id = $1`,
    ),
    suspense: await listed(
      `select encode(chain, 'hex') || '/' || seq as it from suspense where tenant_id = $1`,
    ),
    sides: await listed(
      `select encode(chain, 'hex') || '/' || seq || '/' || id as it from sides where tenant_id = $1
       union select encode(chain, 'hex') || '/' || seq || '/aside/' || (side ->> 'id') from forks, jsonb_array_elements(sides) as side where tenant_id = $1`,
    ),
  };
}

/** What a new till of the store gets of every chain, each batch at a head that is signed or vouched for. */
async function relayed(house: StoryHouse): Promise<Record<string, readonly string[]>> {
  const texts: Record<string, string[]> = {};
  for (const { chain, seq } of await newsOfStore(cloud.journal.database, house)) {
    const known: string[] = (texts[chain] = []);
    while (known.length < seq) {
      const read = await readBatch(cloud.journal.database, house, { chain, after: known.length, hash: null });
      if (read.kind !== 'batch') throw new Error(`${chain} ends at ${known.length} with ${read.kind}`);
      known.push(...read.batch.entries.map(({ text }) => text));
    }
  }
  return texts;
}

/** The facts a service folds, as chain/seq/type/note. Witnesses are none. */
async function factsOf(house: StoryHouse): Promise<readonly string[]> {
  return await folded.withReadOnlyTenant(id<'tenant'>(house.tenant), async (tx) => {
    const rows = await tx.query<{ it: string }>(
      `select encode(chain, 'hex') || '/' || seq || '/' || type || '/' || (body ->> 'note') as it from facts where tenant_id = $1 and body is not null`,
      [house.tenant],
    );
    return rows.map((row) => row.it).toSorted();
  });
}

const NOTES = {
  readEvent,
  projections: [
    projection({
      name: 'notes',
      reads: new Set(['order.OrderNoteSet']),
      fold: (_order, facts) => facts.length,
      replace: async () => {},
    }),
  ],
};
const SILENT = { info: () => {}, warn: () => {}, error: () => {} };

/** Numbers from 0 up to `below`, from a seed. */
function dice(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

interface Story {
  readonly house: StoryHouse;
  readonly lines: readonly Line[];
  readonly expected: Expected;
}

/** A till and its clone, a stolen till, a dead one, and a back office that speaks of all of them. */
function tell(roll: (below: number) => number): Story {
  const house = new StoryHouse();
  const till = house.terminal();
  const thief = house.terminal();
  const dead = house.terminal();
  const office = house.backOffice();
  const erased: SideRecord[] = [];
  const all: Line[] = [];
  const grow = (author: typeof till, line: Line, count: number): Line => {
    let grown = line;
    for (let at = 0; at < count; at += 1) {
      house.nextClock(roll(3));
      const sides = roll(4) === 0 ? [sideRecord()] : [];
      if (sides.length > 0 && roll(2) === 0) erased.push(...sides);
      const leaps = roll(12) === 0 ? { clock: 2 ** 33 + roll(1_000) } : {};
      grown = author.append(grown, { sides, ...leaps });
    }
    return grown;
  };
  // Two branches behind a common trunk, and one or two openings that say which of them stands.
  const trunk = grow(till, till.open(), 1 + roll(4));
  const ours = grow(till, trunk, 1 + roll(5));
  const theirs = grow(till, trunk, 1 + roll(5));
  const naming = (line: Line) =>
    headOfLine(line, trunk.entries.length + 1 + roll(line.entries.length - trunk.entries.length));
  const first = roll(2) === 0 ? ours : theirs;
  const follows = naming(first);
  const follower = grow(till, till.open(follows, 2), roll(3));
  const other = roll(2) === 0 ? [till.open(naming(first === ours ? theirs : ours), 2)] : [];
  // Another till has no say.
  const stranger = thief.open(headOfLine(first === ours ? theirs : ours), 2);
  all.push(ours, theirs, follower, ...other, stranger);

  const stolen = grow(thief, thief.open(), 3 + roll(5));
  const tail = dead.append(grow(dead, dead.open(), roll(3)), { isSigned: false });
  all.push(stolen, tail);

  const fence = roll(stolen.entries.length + 1);
  const isRevoked = roll(4) > 0;
  const released = roll(2) === 0 ? 1 + roll(stolen.entries.length) : 0;
  let said = office.open();
  const facts = [
    ...(isRevoked
      ? [
          control('TerminalRevoked', thief.terminal!, {
            terminal: thief.terminal,
            epoch: 1,
            reason: 'stolen',
            fences: [{ chain: stolen.chain, seq: fence }],
          }),
          control('TerminalRevoked', thief.terminal!, {
            terminal: thief.terminal,
            epoch: 1,
            reason: 'stolen',
            // A later one that saw more: the lowest counts.
            fences: [
              { chain: stolen.chain, seq: fence + 1 },
              { chain: stranger.chain, seq: 5 },
            ],
          }),
        ]
      : []),
    ...(released > 0
      ? [control('SuspenseReleased', house.store, { chain: stolen.chain, seq: released })]
      : []),
    control('TailVouched', house.store, headOfLine(tail)),
    ...(erased.length > 0
      ? [control('Erased', house.store, { sides: erased.map(({ id: side }) => side) })]
      : []),
  ];
  for (const fact of facts) said = office.append(said, { events: [fact] });
  all.push(said);

  const standing: Record<string, readonly string[]> = {};
  const chosen = new Map(all.map((line) => [line.chain, line]));
  chosen.set(ours.chain, first);
  for (const [chain, line] of chosen) standing[chain] = line.entries.map(({ text }) => text);
  const gone = first === ours ? theirs : ours;
  const aside = gone.entries.slice(trunk.entries.length);
  const fences = new Map<string, number>(
    isRevoked
      ? [
          [stolen.chain, fence],
          [stranger.chain, 0],
        ]
      : [],
  );
  const releases = new Map([[stolen.chain, released]]);
  const suspense = [...chosen].flatMap(([chain, line]) => {
    const suspended: string[] = [];
    let accepted = 0;
    for (const { seq, text } of line.entries) {
      const { clock } = readEntry(text);
      const isLeap = clock - accepted > 2 ** 32;
      if (!isLeap) accepted = Math.max(accepted, clock);
      if ((isLeap || seq > (fences.get(chain) ?? Infinity)) && seq > (releases.get(chain) ?? 0))
        suspended.push(`${chain}/${seq}`);
    }
    return suspended;
  });
  const isErased = new Set(erased.map(({ id: side }) => side));
  const sidesOf = (line: Line, entries: Line['entries'], where: string) =>
    entries.flatMap(({ seq, sides }) =>
      sides.filter((side) => !isErased.has(side.id)).map((side) => `${line.chain}/${seq}/${where}${side.id}`),
    );
  const sides = [
    ...[...chosen.values()].flatMap((line) => sidesOf(line, line.entries, '')),
    ...sidesOf(gone, aside, 'aside/'),
  ];
  return {
    house,
    lines: all,
    expected: {
      standing,
      aside: aside.map(({ seq, text }) => `${gone.chain}/${seq}/${text}`).toSorted(),
      suspense: suspense.toSorted(),
      sides: sides.toSorted(),
    },
  };
}

/** Every line cut into batches, in any order, some twice. */
function deliveries(lines: readonly Line[], roll: (below: number) => number): Batch[] {
  const batches = lines.flatMap((line) => {
    const cut: Batch[] = [];
    for (let from = 1; from <= line.entries.length; ) {
      // Nobody brings an unsigned head that is not vouched for: a batch goes on to the vouched end.
      const to = Math.min(line.entries.length, from + roll(4));
      const end = to > line.signedTo ? line.entries.length : to;
      cut.push(batchOf(line, from, end));
      if (roll(5) === 0) cut.push(batchOf(line, Math.max(1, from - roll(3)), end));
      from = end + 1;
    }
    return cut;
  });
  return batches
    .map((batch) => ({ batch, at: roll(1_000_000) }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ batch }) => batch);
}

describe('the journal is a function of what it knows', () => {
  it('ends the same whatever order and batches the entries of clones, revocations and releases come in, and so does a service that follows meanwhile', async () => {
    await using feed = pgFeed(cloud.database.urls.reader);
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.nat(), async (seed) => {
        const roll = dice(seed);
        const { house, lines, expected } = tell(roll);
        await cloud.journal.keys.createTenant(house.tenant, house.tenantKey);
        const state = newFollowState();
        const options = { service: 'notes', database: folded, feed, log: SILENT as never, ...NOTES };
        const follow = async () => {
          const heads = (await feed.heads()).filter(({ tenant }) => tenant === house.tenant);
          return (await followRound(options, state, house.tenant, heads)).moved;
        };
        let waiting = deliveries(lines, roll);
        for (let round = 0; waiting.length > 0; round += 1) {
          expect(round, 'every batch finds its place in the end').toBeLessThan(40);
          const late: Batch[] = [];
          for (const batch of waiting) {
            const { answer } = await store(house, batch);
            seen.add(answer.kind);
            if (answer.kind !== 'stored' && answer.kind !== 'aside') late.push(batch);
            if (answer.kind === 'refused') expect(answer.code).toBe('exchange/not-vouched');
            if (roll(3) === 0) await follow();
          }
          waiting = late;
        }
        while (await follow()) {
          // Until nothing moves.
        }
        expect(await journalOf(house)).toEqual(expected);
        expect(await relayed(house)).toEqual(expected.standing);
        const suspended = new Set(expected.suspense);
        const facts = Object.entries(expected.standing).flatMap(([chain, texts]) =>
          texts.flatMap((text, at) =>
            suspended.has(`${chain}/${at + 1}`)
              ? []
              : readEntry(text)
                  .events.map(({ type, body }) => ({ type, said: body as { note?: string; about?: object } }))
                  // A body that breaks its schema goes to the service's own suspense.
                  .filter(({ type, said }) => type === 'order.OrderNoteSet' && said.about === undefined)
                  .map(({ type, said }) => `${chain}/${at + 1}/${type}/${said.note}`),
          ),
        );
        expect(await factsOf(house)).toEqual(facts.toSorted());
      }),
      { numRuns: 15 },
    );
    // Otherwise the stories are too tame to prove anything.
    expect([...seen].toSorted()).toEqual(['aside', 'fork', 'gap', 'refused', 'stored']);
  });

  it('ends the same when many connections bring everything at once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), async (seed) => {
        const roll = dice(seed);
        const { house, lines, expected } = tell(roll);
        await cloud.journal.keys.createTenant(house.tenant, house.tenantKey);
        // Each connection brings every line to its end, as a till that was away; what must wait comes again.
        const connection = async (order: readonly Line[]) => {
          for (let waiting = [...order], round = 0; waiting.length > 0; round += 1) {
            expect(round, 'every line is taken in the end').toBeLessThan(40);
            const late: Line[] = [];
            for (const line of waiting) {
              const { answer } = await store(house, batchOf(line));
              if (answer.kind !== 'stored' && answer.kind !== 'aside') late.push(line);
            }
            waiting = late;
          }
        };
        await Promise.all(
          Array.from({ length: 4 }, () =>
            connection(
              lines
                .map((line) => ({ line, at: roll(1_000) }))
                .toSorted((a, b) => a.at - b.at)
                .map(({ line }) => line),
            ),
          ),
        );
        expect(await journalOf(house)).toEqual(expected);
        expect(await relayed(house)).toEqual(expected.standing);
      }),
      { numRuns: 8 },
    );
  });
});

describe('whatever a till sends', () => {
  const scalar = fc.oneof(
    fc.constantFrom<unknown>(
      null,
      '',
      0,
      -1,
      2 ** 53 - 1,
      'journal.ChainOpened',
      'journal.Erased',
      'ab'.repeat(32),
      [],
      {},
    ),
    fc.nat(9),
  );
  /** A field of an entry's header or of its first event's body becomes something else; well hashed and well signed. */
  const change = fc.record({
    where: fc.constantFrom(
      'header' as const,
      'event' as const,
      'body' as const,
      'follows' as const,
      'batch' as const,
    ),
    field: fc.constantFrom(
      'seq',
      'clock',
      'epoch',
      'chain',
      'terminal',
      'store',
      'commandId',
      'businessDate',
      'events',
      'id',
      'type',
      'v',
      'aggregate',
      'body',
      'series',
      'nonce',
      'publicKey',
      'follows',
      'hash',
      'sides',
      'fences',
      'head',
    ),
    value: scalar,
    line: fc.nat(9),
    entry: fc.nat(9),
    isReopened: fc.boolean(),
  });

  it('is answered, never thrown, and leaves the chains of others as they were', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.array(change, { minLength: 1, maxLength: 8 }), async (seed, changes) => {
        const roll = dice(seed);
        const { house, lines } = tell(roll);
        await cloud.journal.keys.createTenant(house.tenant, house.tenantKey);
        // Twice: the dead till's tail waits for its voucher.
        for (const line of [...lines, ...lines]) await store(house, batchOf(line));
        const before = (await journalOf(house)).standing;
        for (const { where, field, value, line, entry, isReopened } of changes) {
          const sent = forged(lines[line % lines.length]!, entry, { where, field, value, isReopened });
          const { answer } = await store(house, sent);
          expect(['stored', 'aside', 'gap', 'fork', 'refused']).toContain(answer.kind);
        }
        const after = (await journalOf(house)).standing;
        for (const line of lines) {
          // Another branch may stand now, if its own author says so; nothing that stood is lost meanwhile.
          const known = after[line.chain] ?? [];
          expect(known.length).toBeGreaterThanOrEqual(1);
          expect(known[0]).toBe(before[line.chain]![0]);
        }
        await relayed(house);
      }),
      { numRuns: 40 },
    );
  });
});

/** A line up to an entry that says something else than its author wrote, signed as if he had. */
function forged(
  line: Line,
  at: number,
  {
    where,
    field,
    value,
    isReopened,
  }: {
    readonly where: string;
    readonly field: string;
    readonly value: unknown;
    readonly isReopened: boolean;
  },
): Batch {
  const place = isReopened ? 0 : at % line.entries.length;
  const entry = line.entries[place]!;
  const said = JSON.parse(entry.text) as { events: { body: Record<string, unknown> }[] } & Record<
    string,
    unknown
  >;
  if (where === 'header') said[field] = value;
  if (where === 'event') said.events[0] = { ...said.events[0]!, [field]: value };
  if (where === 'body') said.events[0]!.body[field] = value;
  if (where === 'follows') {
    said.events[0]!.body['follows'] = {
      chain: line.chain,
      seq: typeof value === 'number' ? value : 3,
      hash: line.chain,
    };
    said.events[0]!.body['nonce'] = hashOf('', JSON.stringify(value));
  }
  const text = JSON.stringify(said);
  const hash = hashOf(place === 0 ? '' : line.entries[place - 1]!.hash, text);
  const entries = [...line.entries.slice(0, place), { ...entry, text, hash }];
  const chain = place === 0 ? hash : line.chain;
  const batch = batchOf({ ...line, chain, entries, signedTo: entries.length });
  return where === 'batch' && field === 'head' && batch.head.signature !== null
    ? { ...batch, head: { ...batch.head, signature: null } }
    : batch;
}
