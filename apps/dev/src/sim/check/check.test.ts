import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nodeHash } from '../oracle/functions.ts';
import { Oracle } from '../oracle/oracle.ts';
import type { Witness } from '../witness.ts';
import { soundEvidence } from './_evidence.ts';
import { PROMISES } from './check.ts';
import type { CloudEvidence, Evidence, Rows, TillEvidence } from './evidence.ts';
import { filesWith } from './gather.ts';
import type { HeldEntry, Holding } from './holdings.ts';

describe('a world in which every promise holds', () => {
  it.each(Object.entries(PROMISES))('has nothing against %s', (_promise, checker) => {
    expect(checker(soundEvidence())).toEqual([]);
  });
});

/** One lie about a sound world, and what must be said of it. */
type Lie = readonly [promise: string, name: string, doctor: (sound: Evidence) => Evidence, says: RegExp];

/** Tables that the sound world has nothing in. */
const WHAT_NOBODY_SAID: readonly (readonly [keyof Rows, Rows[keyof Rows][number]])[] = [
  ['accounts', { id: 'a1', balance: 5_000 }],
  ['account_movements', { id: 'e1', account_id: 'a1', delta: 5_000 }],
  ['stock_levels', { id: 's1', level: 1_000_000 }],
  ['stock_movements', { id: 'e2', stock_id: 's1', delta: 1_000_000 }],
  ['sold_out_items', { item_id: 'i1' }],
  ['entity_statuses', { id: 't1', status: 'dirty' }],
  ['table_visits', { order_id: 'o1', entity_id: 't1', status: 'waiting' }],
  ['reservations', { id: 'r1', status: 'booked' }],
];

const lies: readonly Lie[] = [
  [
    'grants',
    'what a till was granted it never claimed',
    (all) =>
      saying(all, 'order.RefundGranted', {
        grant: 'g1',
        forCommand: 'nobody',
        terminal: all.tills[0]!.terminal,
      }),
    /held back for ever/,
  ],
  [
    'losses',
    'a till refunds more alone than it may',
    (all) =>
      saying(all, 'order.RefundIssued', { permit: 'alone', total: -10_001, businessDate: '2026-11-22' }),
    /refunded more alone/,
  ],
  [
    'losses',
    'stored value pays more alone than it may',
    (all) => saying(all, 'payment.AccountMoved', { reason: 'spent', delta: -5_001, grant: null }),
    /let stored value pay more alone/,
  ],
  [
    'losses',
    'more went back than anybody gave without an answer',
    (all) => ofRows(all, 'cloud', 'order_tasks', (rows) => [...rows, { kind: 'over-refunded', amount: 1 }]),
    /greater than its bound/,
  ],
  [
    'losses',
    'an account is overdrawn and nobody is told',
    (all) =>
      ofRows(all, 'cloud', 'accounts', (rows) => [
        ...rows,
        { id: 'a1', overdrawn: 5, overdrawn_task_id: null, currency_code: null },
      ]),
    /has no task/,
  ],
  [
    'folds-equal',
    'a till folds what nobody compares',
    (all) => ofTill(all, { unknownTables: ['tips'] }),
    /the oracle does not know/,
  ],
  [
    'folds-equal',
    'a level is another though the till has a part of its aggregates only',
    (all) =>
      ofRows(ofTill(all, { partial: new Set(['s1']) }), 'till', 'stock_levels', (rows) => [
        ...rows,
        { id: 's1', level: 1 },
      ]),
    /folds otherwise/,
  ],
  [
    'draining',
    'it never comes to rest',
    (all) => ({ ...all, world: { ...all.world, draining: { ...all.world.draining, isQuiet: false } } }),
    /come to rest/,
  ],
  [
    'draining',
    'it takes too many frames',
    (all) => ({ ...all, world: { ...all.world, draining: { ...all.world.draining, frames: 11 } } }),
    /come to rest/,
  ],
  [
    'draining',
    'a cursor is behind',
    (all) =>
      ofCloud(all, { cursors: all.cloud.cursors.map((each) => ({ ...each, cursor: each.cursor - 1 })) }),
    /service is behind/,
  ],
  [
    'draining',
    'a cursor is beyond',
    (all) =>
      ofCloud(all, { cursors: all.cloud.cursors.map((each) => ({ ...each, cursor: each.cursor + 1 })) }),
    /service is behind/,
  ],
  [
    'draining',
    'a fold threw',
    (all) => ofCloud(all, { defects: [{ service: 'report' }] }),
    /fold of a service threw/,
  ],
  [
    'conservation',
    'a service dropped what came while its database was away',
    (all) => ofCloud(all, { setAside: [{ service: 'order', seq: 3, reason: 'database/connection-lost' }] }),
    /service set aside/,
  ],
  [
    'draining',
    'a store is marked',
    (all) => ofTill(all, { stuck: [{ service: 'order' }] }),
    /store is marked/,
  ],
  [
    'draining',
    'a job waits',
    (all) => ofTill(all, { jobs: new Map([['job', 'queued']]) }),
    /waits in a spool/,
  ],

  [
    'chains',
    'an entry is missing in the middle',
    (all) => ofTill(all, { held: without(all.tills[0]!.held, 3) }),
    /at t1 is broken/,
  ],
  [
    'chains',
    'a byte is turned',
    (all) =>
      ofCloud(all, {
        held: changed(all.cloud.held, 3, (entry) => ({
          ...entry,
          text: entry.text.replace('"seq":3', '"seq":4'),
        })),
      }),
    /at cloud is broken/,
  ],
  [
    'chains',
    'an entry and its hash are another',
    (all) => ofTill(all, { held: changed(all.tills[0]!.held, 4, forged) }),
    /at t1 is broken|main lines/,
  ],
  [
    'chains',
    'a head is not signed by its author',
    (all) =>
      ofCloud(all, {
        held: {
          ...all.cloud.held,
          signedHeads: all.cloud.held.signedHeads.map((head) => ({
            ...head,
            signature: `AAAA${head.signature!.slice(4)}`,
          })),
        },
      }),
    /signature at cloud/,
  ],
  [
    'chains',
    'a till has less than the cloud',
    (all) => ofTill(all, { held: upTo(all.tills[0]!.held, 4) }),
    /different main lines/,
  ],

  [
    'conservation',
    'an answered entry is nowhere',
    (all) => told(all, { entry: 'f'.repeat(64) }),
    /no disk ever held/,
  ],
  ['conservation', 'an answered command has no fact', (all) => told(all, { id: 'another' }), /left no fact/],
  ['conservation', 'a refused command left facts', refusedButDone, /refused command left facts/],
  [
    'conservation',
    'the cloud lost an entry',
    (all) => ofCloud(all, { held: without(all.cloud.held, 5) }),
    /entry is lost/,
  ],
  [
    'conservation',
    'a till lost an entry',
    (all) => ofTill(all, { held: without(all.tills[0]!.held, 5) }),
    /entry is lost/,
  ],
  [
    'conservation',
    'an entry appears from nowhere',
    (all) => ofCloud(all, { held: { ...all.cloud.held, aside: [forged(all.cloud.held.standing[2]!)] } }),
    /never written by anybody/,
  ],
  [
    'conservation',
    'a person did what nobody asked for',
    (all) => remembering(all, ({ commands }) => void commands.splice(2, 1)),
    /nobody asked for/,
  ],
  ['conservation', 'a fact counts twice', (all) => ({ ...all, oracle: countingTwice(all) }), /counts twice/],
  [
    'conservation',
    'two branches and nobody decides',
    (all) => ({ ...all, oracle: forked(all) }),
    /which branch/,
  ],

  ...(['cloud', 'till'] as const).flatMap((where): Lie[] => [
    [
      'folds-equal',
      `a row is missing (${where})`,
      (all) => ofRows(all, where, 'order_items', (rows) => rows.slice(1)),
      /folds otherwise/,
    ],
    [
      'folds-equal',
      `a value is another (${where})`,
      (all) => ofRows(all, where, 'orders', (rows) => rows.map((row) => ({ ...row, label: 'x' }))),
      /folds otherwise/,
    ],
    [
      'folds-equal',
      `a row is too many (${where})`,
      (all) => ofRows(all, where, 'payments', (rows) => [...rows, { ...rows[0]!, order_id: 'another' }]),
      /folds otherwise/,
    ],
    [
      'folds-equal',
      `a ticket stands elsewhere (${where})`,
      (all) =>
        ofRows(all, where, 'order_item_workflow_status', (rows) =>
          rows.map((row) => ({ ...row, stage_ordinal: 9 })),
        ),
      /folds otherwise/,
    ],
    ...WHAT_NOBODY_SAID.map(
      ([table, row]): Lie => [
        'folds-equal',
        `a row of ${table} was made by nobody (${where})`,
        (all) => ofRows(all, where, table, (rows) => [...rows, row]),
        /folds otherwise/,
      ],
    ),
    [
      'money',
      `a payment is missing (${where})`,
      (all) => ofRows(all, where, 'payments', (rows) => rows.slice(1)),
      /does not balance/,
    ],
    [
      'money',
      `a document is missing (${where})`,
      (all) =>
        ofRows(all, where, 'order_documents', (rows) => rows.filter(({ status }) => status !== 'standing')),
      /does not balance/,
    ],
    [
      'money',
      `a float is another (${where})`,
      (all) => ofRows(all, where, 'shifts', (rows) => rows.map((row) => ({ ...row, float: 1 }))),
      /drawer at/,
    ],
  ]),
  [
    'money',
    'a document does not add up',
    (all) => ({
      ...all,
      oracle: rewritten(all, 'order.OrderClosed', (body) => ({ ...body, net: Number(body['net']) + 1 })),
    }),
    /document does not add up/,
  ],
  [
    'money',
    'a receipt number is skipped',
    (all) => ({
      ...all,
      oracle: rewritten(all, 'order.OrderClosed', (body) => ({
        ...body,
        number: { ...(body['number'] as object), counter: 5 },
      })),
    }),
    /have a hole/,
  ],
  [
    'money',
    'the report counts a document twice',
    (all) => ofCloud(all, { contributions: [...all.cloud.contributions, ...all.cloud.contributions] }),
    /report disagrees/,
  ],
  [
    'money',
    'the sums of the report are behind',
    (all) => ofCloud(all, { rollups: all.cloud.rollups.slice(1) }),
    /report disagrees/,
  ],

  [
    'money',
    'a tender is counted twice',
    (all) =>
      ofCloud(all, {
        contributionsBy: all.cloud.contributionsBy.map((row) =>
          row['dimension'] === 'tender' ? { ...row, total: 2 * Number(row['total']) } : row,
        ),
      }),
    /tells sales apart/,
  ],
  [
    'money',
    'the sum of a month is behind its days',
    (all) =>
      ofCloud(all, {
        dimensionRollups: all.cloud.dimensionRollups.filter(
          ({ span, dimension }) => span !== 'month' || dimension !== 'item',
        ),
      }),
    /tells sales apart/,
  ],
  [
    'money',
    'a shift is not in its day',
    (all) => ofCloud(all, { dayShifts: all.cloud.dayShifts.slice(1) }),
    /days have other shifts/,
  ],

  ['monotone-reads', 'a screen forgets', (all) => reading(all, ['a', 'b'], ['a']), /saw less/],
  [
    'paper-once',
    'a drawer opens twice',
    (all) => papers(all, (each) => [...each, each[0]!]),
    /happened twice/,
  ],
  [
    'paper-once',
    'a drawer opens for nothing',
    (all) => papers(all, (each) => [...each, { ...each[0]!, event: 'nobody' }]),
    /no fact asked for/,
  ],
  ['paper-once', 'a drawer never opens', (all) => papers(all, () => []), /neither happened nor waits/],
  [
    'erased',
    'a till keeps what was erased',
    (all) => ofTill(erasing(all), { sides: [{ side: 's1', value: 'Ann' }] }),
    /still there/,
  ],
  [
    'erased',
    'the cloud keeps it under another id',
    (all) => ofCloud(erasing(all), { sides: [{ side: 's2', value: 'Ann' }] }),
    /still there/,
  ],
  ['canaries', 'a frame speaks of the neighbour', leaking, /on the wire/],
  ['canaries', 'a file does', (all) => ofTill(all, { strangeFiles: ['journal.sqlite'] }), /in a file/],
  ['canaries', 'a row does', (all) => ofCloud(all, { strangeRows: [{ table: 'orders' }] }), /in a row/],
];

describe('a lie is found', () => {
  it.each(lies)('%s: %s', (promise, _name, doctor, says) => {
    const failures = PROMISES[promise]!(doctor(soundEvidence()));
    expect(failures.map(({ message }) => message).join('; ')).toMatch(says);
    expect(failures.every((failure) => failure.promise === promise)).toBe(true);
  });

  it('covers every promise', () => {
    expect(new Set(lies.map(([promise]) => promise))).toEqual(new Set(Object.keys(PROMISES)));
  });
});

describe('what is allowed', () => {
  it('loses what stood on a destroyed disk only', () => {
    const all = soundEvidence();
    const text = all.cloud.held.standing[2]!.text.replaceAll(/"(id|commandId)":"/g, '"$1":"another-');
    all.witness.heldText('t9', nodeHash('0'.repeat(64), text), text, 'c', 0);
    expect(PROMISES['conservation']!(all).map(({ message }) => message)).toEqual([
      expect.stringMatching(/entry is lost/),
    ]);
    all.witness.destroyed('t9');
    expect(PROMISES['conservation']!(all)).toEqual([]);
  });

  it('misses no entry whose command another one did', () => {
    const all = soundEvidence();
    const text = all.cloud.held.standing[2]!.text.replaceAll('"id":"', '"id":"another-');
    all.witness.heldText('t1', nodeHash('0'.repeat(64), text), text, 'c', 0);
    expect(PROMISES['conservation']!(all)).toEqual([]);
  });

  it('leaves the bytes of a branch that no longer stands where they are, when its facts stand as copies', () => {
    const all = soundEvidence();
    const text = all.cloud.held.standing[2]!.text.replace('"seq":3', '"seq":99');
    all.witness.heldText('t1', nodeHash('0'.repeat(64), text), text, 'c', 0);
    expect(PROMISES['conservation']!(all)).toEqual([]);
  });

  it('holds of a snapshot what mattered then, and everything behind it', () => {
    const all = soundEvidence();
    const { held } = all.tills[0]!;
    const base = held.standing.filter(({ seq }) => seq === 4);
    const bases = new Map(base.map(({ chain, seq, hash }) => [chain, { seq, hash }]));
    const snapshot = {
      ...held,
      bases,
      standing: held.standing.filter(({ seq }) => seq === 1 || seq === 3 || seq > 4),
    };
    const said = (holding: Holding) => [
      ...PROMISES['chains']!(ofTill(all, { held: holding })),
      ...PROMISES['conservation']!(ofTill(all, { held: holding })),
    ];
    expect(said(snapshot)).toEqual([]);
    expect(said(without(snapshot, 6))).not.toEqual([]);
    const forgedBase = new Map(base.map(({ chain, seq }) => [chain, { seq, hash: 'f'.repeat(64) }]));
    expect(said({ ...snapshot, bases: forgedBase })).not.toEqual([]);
  });

  it('drops rows and bodies of aggregates that the window closed', () => {
    const all = soundEvidence();
    const gone = all.oracle.ask('SELECT id FROM orders').map(({ id }) => String(id));
    const dropped = ofRows(ofTill(all, { partial: new Set(gone) }), 'till', 'orders', () => []);
    expect(PROMISES['folds-equal']!(dropped)).toEqual([]);
  });
});

describe('files that hold a word', () => {
  it('are found below a folder, whatever else they hold', () => {
    const dir = mkdtempSync(join(tmpdir(), 'canary-'));
    writeFileSync(join(dir, 'a'), Buffer.from([0, 255, ...Buffer.from('kanari'), 7]));
    writeFileSync(join(dir, 'b'), 'nothing');
    expect(filesWith(dir, 'kanari')).toEqual([join(dir, 'a')]);
  });
});

function ofCloud(all: Evidence, change: Partial<CloudEvidence>): Evidence {
  return { ...all, cloud: { ...all.cloud, ...change } };
}
function ofTill(all: Evidence, change: Partial<TillEvidence>): Evidence {
  return { ...all, tills: all.tills.map((till, at) => (at === 0 ? { ...till, ...change } : till)) };
}
function ofRows<Table extends keyof Rows>(
  all: Evidence,
  where: 'cloud' | 'till',
  table: Table,
  change: (rows: Rows[Table]) => Rows[Table],
): Evidence {
  const rows = (of: { readonly rows: Rows }) => ({ rows: { ...of.rows, [table]: change(of.rows[table]) } });
  return where === 'cloud' ? ofCloud(all, rows(all.cloud)) : ofTill(all, rows(all.tills[0]!));
}

function without(held: Holding, seq: number): Holding {
  return { ...held, standing: held.standing.filter((entry) => entry.seq !== seq) };
}
function upTo(held: Holding, seq: number): Holding {
  return { ...held, standing: held.standing.filter((entry) => entry.seq <= seq), signedHeads: [] };
}
function changed(held: Holding, seq: number, change: (entry: HeldEntry) => HeldEntry): Holding {
  return { ...held, standing: held.standing.map((entry) => (entry.seq === seq ? change(entry) : entry)) };
}
function forged(entry: HeldEntry): HeldEntry {
  const text = entry.text.replace('"at":', '"at": ');
  return { ...entry, text, hash: nodeHash(entry.prev!, text) };
}

/** Each test has a world of its own, so its memory may be changed in place. */
function remembering(all: Evidence, change: (witness: Witness) => void): Evidence {
  change(all.witness);
  return all;
}
function told(all: Evidence, change: { readonly id?: string; readonly entry?: string }): Evidence {
  return remembering(all, ({ commands }) => {
    const { answer, ...command } = commands[2]!;
    const entry = change.entry ?? (answer as { readonly entry: string }).entry;
    commands.push({ ...command, id: change.id ?? command.id, answer: { kind: 'ok', entry, isRepeat: true } });
  });
}
function refusedButDone(all: Evidence): Evidence {
  return remembering(all, ({ commands }) => {
    commands[2] = { ...commands[2]!, answer: { kind: 'refused', code: 'order/not-open' } };
  });
}
function papers(all: Evidence, change: (papers: Witness['papers']) => Witness['papers']): Evidence {
  return remembering(all, ({ papers }) => {
    papers.splice(0, papers.length, ...change([...papers]));
  });
}
function reading(all: Evidence, ...seen: readonly (readonly string[])[]): Evidence {
  const read = {
    node: 't1',
    screen: 's',
    life: 0,
    build: 'new',
    query: 'order',
    key: 'o',
    value: null,
    at: 0,
  } as const;
  return remembering(
    all,
    ({ reads }) => void reads.push(...seen.map((events) => ({ ...read, seen: events }))),
  );
}
function erasing(all: Evidence): Evidence {
  return remembering(all, ({ erasures }) => void erasures.push({ side: 's1', value: 'Ann', at: 0 }));
}
function leaking(all: Evidence): Evidence {
  return remembering(all, ({ leaks }) => void leaks.push({ where: 't1 -> cloud', at: 0 }));
}

/** The same facts again under other command ids: what a fold that forgets command ids would count. */
function countingTwice({ oracle }: Evidence): Oracle {
  oracle.db.exec(`INSERT INTO facts SELECT * FROM facts WHERE type = 'order.LineAdded'`);
  return oracle;
}
/** One more fact, by whoever wrote the first. */
function saying(all: Evidence, type: string, body: object): Evidence {
  for (const table of ['facts', 'every_fact'])
    all.oracle.db
      .prepare(
        `INSERT INTO ${table} (place, chain, seq, clock, command, terminal, business_date, event_id, type, v, aggregate, idx, body)
         SELECT 1e6, chain, 1e6, clock, 'c1', coalesce(terminal, 't'), business_date, 'e1', ?, 1, 'x1', 0, ? FROM ${table} LIMIT 1`,
      )
      .run(type, JSON.stringify(body));
  return all;
}
function forked({ cloud }: Evidence): Oracle {
  const [entry] = cloud.held.standing.filter(({ seq }) => seq === 3);
  return new Oracle([...cloud.held.standing, forged(entry!)]);
}
/** The same history with other bodies of one type, hashed anew. */
function rewritten(
  { oracle }: Evidence,
  type: string,
  change: (body: Record<string, unknown>) => object,
): Oracle {
  const rows = oracle.ask('SELECT chain, seq, text FROM raw ORDER BY chain, seq') as unknown as HeldEntry[];
  return new Oracle(
    [...Map.groupBy(rows, ({ chain }) => chain).values()].flatMap((entries) => {
      let [prev, name] = ['0'.repeat(64), ''];
      return entries.map(({ seq, text }) => {
        const entry = JSON.parse(text) as {
          chain: string;
          events: { type: string; body: Record<string, unknown> }[];
        };
        const events = entry.events.map((event) =>
          event.type === type ? { ...event, body: change(event.body) } : event,
        );
        const written = JSON.stringify({ ...entry, chain: name, events });
        prev = nodeHash(prev, written);
        if (seq === 1) name = prev;
        return { chain: name, seq, hash: prev, text: written };
      });
    }),
  );
}
