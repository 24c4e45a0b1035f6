import { describe, expect, it } from 'vitest';
import { nodeHash } from './functions.ts';
import { Oracle, type RawEntry } from './oracle.ts';

const STORE = '00000000-0000-7000-8000-00000000000a';

interface Written {
  readonly clock: number;
  readonly events?: readonly object[];
}

/** Entries of one chain behind `after` (null: from its opening). */
function chain(
  terminal: string | null,
  after: RawEntry | null,
  entries: readonly Written[],
  follows: RawEntry | null = null,
): RawEntry[] {
  let [name, prev, seq] = after === null ? ['', '0'.repeat(64), 0] : [after.chain, after.hash, after.seq];
  return entries.map(({ clock, events = [] }) => {
    seq += 1;
    const opening = {
      type: 'journal.ChainOpened',
      v: 1,
      body: {
        terminal,
        store: STORE,
        epoch: 1,
        follows: follows && { chain: follows.chain, seq: follows.seq, hash: follows.hash },
      },
    };
    const header = {
      chain: name,
      seq,
      clock,
      at: 0,
      tenant: STORE,
      store: STORE,
      terminal,
      epoch: 1,
      actor: null,
    };
    const all = (seq === 1 ? [opening] : events).map((event) => ({
      v: 1,
      ...event,
      id: `e${clock}`,
      aggregate: STORE,
    }));
    const text = JSON.stringify({ ...header, commandId: `${terminal}/${clock}`, events: all });
    const hash = nodeHash(prev, text);
    prev = hash;
    if (seq === 1) name = hash;
    return { chain: name, seq, hash, text };
  });
}

const ticks = (from: number, count: number): Written[] =>
  Array.from({ length: count }, (_, at) => ({
    clock: from + at,
    events: [{ type: 'test.Ticked', body: {} }],
  }));

function standing(entries: readonly RawEntry[]): readonly unknown[] {
  using oracle = new Oracle(entries);
  return oracle
    .ask(
      `SELECT s.seq, r.clock, s.suspense FROM standing s JOIN raw r USING (hash) WHERE s.chain = ? ORDER BY s.seq`,
      entries[0]!.chain,
    )
    .map(({ seq, clock, suspense }) => `${seq}@${clock}${suspense === null ? '' : ` ${suspense}`}`);
}

describe('which entries stand', () => {
  const trunk = chain('t1', null, ticks(1, 3));
  const left = chain('t1', trunk[2]!, ticks(10, 2));
  const right = chain('t1', trunk[2]!, ticks(20, 3));

  it('is what the first opening in canonical order names, whatever order entries come in', () => {
    const other = chain('t1', null, [{ clock: 30 }], right[1]);
    const late = chain('t1', null, [{ clock: 31 }], left[1]);
    const expected = ['1@1', '2@2', '3@3', '4@20', '5@21', '6@22'];
    expect(standing([...trunk, ...left, ...right, ...other, ...late])).toEqual(expected);
    expect(standing([...trunk, ...right, ...late, ...other, ...left])).toEqual(expected);
  });

  it('is not decided by an opening whose branch nobody holds', () => {
    const lost = chain('t1', trunk[2]!, ticks(40, 1));
    const first = chain('t1', null, [{ clock: 29 }], lost[0]);
    const second = chain('t1', null, [{ clock: 30 }], left[0]);
    expect(standing([...trunk, ...right, ...left, ...first, ...second])).toEqual([
      '1@1',
      '2@2',
      '3@3',
      '4@10',
      '5@11',
    ]);
  });

  it('is reported where nothing decides', () => {
    using oracle = new Oracle([...trunk, ...left, ...right], { stored: new Set([right[0]!.hash]) });
    expect(oracle.undecided).toEqual([
      { chain: trunk[0]!.chain, seq: 4, hashes: [left[0]!.hash, right[0]!.hash].sort() },
    ]);
    expect(oracle.ask('SELECT max(seq) AS head FROM standing')).toEqual([{ head: 6 }]);
  });

  it('leaves out what attaches to nothing or is not what its hash says', () => {
    const forged = { ...left[0]!, text: left[0]!.text.replace('Ticked', 'Tocked') };
    using oracle = new Oracle([...trunk, forged, right[1]!]);
    expect(oracle.stranded.map(({ seq }) => seq)).toEqual([4, 5]);
  });
});

describe('suspense', () => {
  const chainOfTill = chain('t1', null, [...ticks(1, 3), { clock: 2 ** 33, events: [] }, ...ticks(4, 2)]);
  const revoke = (body: object) => ({
    type: 'journal.TerminalRevoked',
    body: { terminal: 't1', epoch: 1, reason: 'stolen', fences: [], ...body },
  });
  const store = (...events: readonly object[]) => chain(null, null, [{ clock: 50 }, { clock: 51, events }]);

  it('holds a leaping clock until it is released', () => {
    expect(standing(chainOfTill)).toEqual(['1@1', '2@2', '3@3', `4@${2 ** 33} clock`, '5@4', '6@5']);
    const released = store({
      type: 'journal.SuspenseReleased',
      body: { chain: chainOfTill[0]!.chain, seq: 4 },
    });
    expect(standing([...chainOfTill, ...released])).toEqual([
      '1@1',
      '2@2',
      '3@3',
      `4@${2 ** 33}`,
      '5@4',
      '6@5',
    ]);
  });

  it('holds what is beyond the lowest fence of a stolen till, and nothing of a replaced one', () => {
    const fences = (seq: number) => [{ chain: chainOfTill[0]!.chain, seq }];
    const fenced = store(revoke({ fences: fences(3) }), revoke({ fences: fences(2) }));
    expect(standing([...chainOfTill, ...fenced])).toEqual([
      '1@1',
      '2@2',
      '3@3 fence',
      `4@${2 ** 33} clock`,
      '5@4 fence',
      '6@5 fence',
    ]);
    const replaced = store(revoke({ reason: 'replaced', fences: null }));
    expect(standing([...chainOfTill, ...replaced])).toEqual(standing(chainOfTill));
    expect(standing([...chainOfTill, ...store(revoke({ epoch: 2 }))])[0]).toBe('1@1 fence');
  });

  it('hears control facts from the chain of the store only', () => {
    const said = chain('t2', null, [{ clock: 50 }, { clock: 51, events: [revoke({})] }]);
    expect(standing([...chainOfTill, ...said])).toEqual(standing(chainOfTill));
  });
});
