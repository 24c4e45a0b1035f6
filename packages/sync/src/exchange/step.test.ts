import { Defect } from '@beaveros/kit';
import { describe, expect, it } from 'vitest';
import { chainName, MemoryJournal } from './_memory-journal.ts';
import { batchOf, hash, head, hello, NOW, openSide, OTHER, OWN, read, Side } from './_side.ts';
import { ANSWER_TIMEOUT_MS, HELLO_TIMEOUT_MS, type Input, wakeAt } from './index.ts';

describe('a session', () => {
  it('greets, hears the greeting, and reads what the peer lacks from where the peer is', () => {
    const side = new Side();
    expect(side.input({ kind: 'opened', heads: [head(OWN, 3)] })).toEqual([
      { kind: 'send', message: { ...hello([head(OWN, 3)]), reads: ['order.OrderOpened/1'] } },
    ]);
    expect(side.hear(hello([head(OWN, 1, 'f')]))).toEqual([read(OWN, 1, hash('f'))]);
    expect(side.session.peerReads).toEqual(['a.B/1']);
  });

  it('has one batch in flight until it is answered, and counts no answer to another one', () => {
    const side = openSide([head(OWN, 9), head(OTHER, 2)]);
    expect(side.gives(OWN, 1, 4)).toEqual([{ kind: 'send', message: batchOf(OWN, 1, 4) }]);
    expect(side.input({ kind: 'heads-moved', heads: [head(OWN, 10)] })).toEqual([]);
    expect(side.answer({ kind: 'stored', chain: OTHER, seq: 2 })).toEqual([]);
    expect(side.answer(null)).toEqual([]);
    expect(side.answer({ kind: 'stored', chain: OWN, seq: 4 })).toEqual([read(OTHER, 0)]);
    side.gives(OTHER, 1, 2);
    side.answer({ kind: 'stored', chain: OTHER, seq: 2 });
    side.gives(OWN, 5, 10);
    // The first answer comes a second time: it is not about this batch.
    expect(side.answer({ kind: 'stored', chain: OWN, seq: 4 })).toEqual([]);
    expect(side.session.sending).toMatchObject({ kind: 'in-flight', first: 5, last: 10 });
  });

  it('reads ahead while a batch is in flight, and sends what it read as soon as the peer has stored that', () => {
    const side = openSide([head(OWN, 1_900)]);
    const ahead = (after: number) => ({ ...read(OWN, after), kind: 'read-ahead' });
    const givesAhead = (from: number, to: number) => {
      const { m: _m, ...batch } = batchOf(OWN, from, to);
      const outcome = { kind: 'batch', batch } as const;
      return side.input({ kind: 'ahead-read', chain: OWN, after: from - 1, outcome });
    };
    side.gives(OWN, 1, 300);
    expect(side.ahead).toEqual([ahead(300)]);
    expect(givesAhead(301, 600)).toEqual([]);
    expect(side.answer({ kind: 'stored', chain: OWN, seq: 300 })).toEqual([
      { kind: 'send', message: batchOf(OWN, 301, 600) },
    ]);
    expect(side.ahead).toEqual([ahead(300), ahead(600)]);
    // The answer was quicker than the disk: what is being read is what is waited for.
    expect(side.answer({ kind: 'stored', chain: OWN, seq: 600 })).toEqual([]);
    expect(side.session.sending).toEqual({ kind: 'reading', chain: OWN, after: 600 });
    expect(givesAhead(601, 800)).toEqual([{ kind: 'send', message: batchOf(OWN, 601, 800) }]);
    // A prefix was stored: what was read begins elsewhere.
    givesAhead(801, 900);
    expect(side.answer({ kind: 'stored', chain: OWN, seq: 700 })).toEqual([read(OWN, 700)]);
  });

  it('reads nothing ahead of another chain’s turn, and nothing that may be more by then', () => {
    const side = openSide([head(OWN, 900), head(OTHER, 900)]);
    side.gives(OWN, 1, 300);
    const few = openSide([head(OWN, 799)]);
    few.gives(OWN, 1, 300);
    expect([...side.ahead, ...few.ahead]).toEqual([]);
  });

  it('goes on after a stored prefix', () => {
    const side = openSide([head(OWN, 9)]);
    side.gives(OWN, 1, 9);
    expect(side.answer({ kind: 'stored', chain: OWN, seq: 3 }, [head(OWN, 3, 'c')])).toEqual([
      read(OWN, 3, hash('c')),
    ]);
  });

  it('rewinds on a gap to what is expected, and sets a chain aside whose gaps never end', () => {
    const side = openSide([head(OWN, 9)], [head(OWN, 6, 'f')]);
    for (let time = 1; time <= 5; time += 1) {
      side.gives(OWN, time === 1 ? 7 : 3, 9);
      expect(side.answer({ kind: 'gap', chain: OWN, expected: 3 })).toEqual([read(OWN, 2)]);
    }
    side.gives(OWN, 3, 9);
    expect(side.answer({ kind: 'gap', chain: OWN, expected: 3 })).toEqual([
      {
        kind: 'alarm',
        alarm: { kind: 'refused', chain: OWN, code: 'exchange/endless-gap', field: 'entries.0.seq' },
      },
    ]);
  });

  it('serves chains round robin', () => {
    const chains = ['a', 'b', 'c'].map((letter) => head(chainName(letter), 4));
    const side = openSide(chains);
    const served: string[] = [];
    for (let time = 0; time < 6; time += 1) {
      const { sending } = side.session;
      if (sending.kind !== 'reading') throw new Error(sending.kind);
      served.push(sending.chain);
      side.gives(sending.chain, sending.after + 1, sending.after + 2);
      side.answer({ kind: 'stored', chain: sending.chain, seq: sending.after + 2 });
    }
    expect(served).toEqual(['a', 'b', 'c', 'a', 'b', 'c'].map(chainName));
    expect(side.session.sending).toEqual({ kind: 'nothing' });
  });

  it('pauses a chain that may be retried, twice as long each time and no longer than 30 s, and serves others', () => {
    const side = openSide([head(OWN, 1), head(OTHER, 1)]);
    const busy = {
      kind: 'refused',
      chain: OWN,
      code: 'database/unavailable',
      field: '',
      retryable: true,
    } as const;
    side.gives(OWN, 1, 1);
    expect(side.answer(busy)).toEqual([read(OTHER, 0)]);
    side.gives(OTHER, 1, 1);
    expect(side.answer({ kind: 'stored', chain: OTHER, seq: 1 })).toEqual([]);
    const waits: number[] = [];
    for (let time = 0; time < 9; time += 1) {
      const wait = wakeAt(side.session)! - side.now;
      waits.push(wait);
      expect(side.wait(wait - 1)).toEqual([]);
      expect(side.wait(1)).toEqual([read(OWN, 0)]);
      side.gives(OWN, 1, 1);
      side.answer(busy);
    }
    expect(waits).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  });

  it('sets a chain aside on a refusal for good, reports it once, and serves others', () => {
    const side = openSide([head(OWN, 4), head(OTHER, 1)]);
    side.gives(OWN, 1, 4);
    const refused = { chain: OWN, code: 'exchange/bad-signature', field: 'head' };
    expect(side.answer({ kind: 'refused', ...refused, retryable: false })).toEqual([
      { kind: 'alarm', alarm: { kind: 'refused', ...refused } },
      read(OTHER, 0),
    ]);
    side.gives(OTHER, 1, 1);
    expect(side.answer({ kind: 'stored', chain: OTHER, seq: 1 })).toEqual([]);
    expect(side.input({ kind: 'heads-moved', heads: [head(OWN, 5)] })).toEqual([]);
  });

  it('asks a journal again that failed for now, after a pause', () => {
    const side = openSide([head(OWN, 1)]);
    const failed = { kind: 'failed', code: 'journal/in-use' } as const;
    expect(side.input({ kind: 'batch-read', chain: OWN, outcome: { ...failed, retryable: true } })).toEqual(
      [],
    );
    expect(side.wait(249)).toEqual([]);
    expect(side.wait(1)).toEqual([read(OWN, 0)]);
    expect(side.input({ kind: 'batch-read', chain: OWN, outcome: failed })).toEqual([
      { kind: 'alarm', alarm: { kind: 'unreadable', chain: OWN, code: 'journal/in-use' } },
    ]);
  });

  it('halves what is too large, down to one entry, and begins with as many as it is told', () => {
    const side = openSide([head(OWN, 300)], [], { entriesMax: 5 });
    const field = 'entries';
    const tooLarge = { kind: 'refused', chain: OWN, code: 'exchange/too-large', field } as const;
    const no = { ...tooLarge, retryable: false };
    side.gives(OWN, 1, 5);
    expect(side.answer(no)).toEqual([read(OWN, 0, null, 2)]);
    // A journal whose signed heads are far apart gives more: that is no reason to go on for ever.
    side.gives(OWN, 1, 5);
    expect(side.answer(no)).toEqual([read(OWN, 0, null, 1)]);
    side.gives(OWN, 1, 1);
    expect(side.answer({ kind: 'stored', chain: OWN, seq: 1 })).toEqual([read(OWN, 1, null, 1)]);
    side.gives(OWN, 2, 2);
    expect(side.answer(no)).toEqual([{ kind: 'alarm', alarm: tooLarge }]);
  });

  it('hands its own chain from elsewhere to the journal, and reports it once', () => {
    const side = openSide([head(OWN, 2)], [head(OWN, 2)]);
    const { m: _m, ...echo } = batchOf(OWN, 1, 2);
    expect(side.hear(batchOf(OWN, 1, 2))).toEqual([{ kind: 'store', batch: echo }]);
    side.input({ kind: 'batch-stored', answer: { kind: 'stored', chain: OWN, seq: 2 }, head: head(OWN, 2) });
    const { m: _n, ...beyond } = batchOf(OWN, 3, 4);
    const alarm = { kind: 'own-chain-ahead', chain: OWN, seq: 4 } as const;
    expect(side.hear(batchOf(OWN, 3, 4))).toEqual([
      { kind: 'alarm', alarm },
      { kind: 'store', batch: beyond },
    ]);
    side.input({ kind: 'batch-stored', answer: { kind: 'stored', chain: OWN, seq: 4 }, head: head(OWN, 4) });
    expect(side.answer(null, [head(OWN, 9)])).toEqual([]);
    const told = openSide([head(OWN, 2)], [head(OTHER, 1)]);
    expect(told.answer(null, [head(OWN, 5)])).toContainEqual({ kind: 'alarm', alarm: { ...alarm, seq: 5 } });
  });

  it('tells what the peer has, and in which life its database lives', () => {
    const side = openSide([], [head(OTHER, 3)], {}, { life: 'l1' });
    side.answer(null, [head(OTHER, 4)]);
    side.answer(null, []);
    expect(side.confirmed).toEqual([
      { kind: 'peer-has', heads: [head(OTHER, 3)], life: 'l1' },
      { kind: 'peer-has', heads: [head(OTHER, 4)], life: 'l1' },
    ]);
  });

  it('stores one batch at a time, answers it with its head, and does not send it back', () => {
    const side = openSide([], []);
    const { m: _m, ...batch } = batchOf(OTHER, 1, 3);
    expect(side.hear(batchOf(OTHER, 1, 3))).toEqual([{ kind: 'store', batch }]);
    expect(side.hear(batchOf(OTHER, 1, 3))).toEqual([]);
    const answer = { kind: 'stored', chain: OTHER, seq: 3 } as const;
    expect(side.input({ kind: 'batch-stored', answer, head: head(OTHER, 3, 'e') })).toEqual([
      { kind: 'send', message: { m: 'heads', heads: [head(OTHER, 3, 'e')], answer } },
    ]);
    expect(side.session.sending).toEqual({ kind: 'nothing' });
    expect(side.input({ kind: 'batch-stored', answer, head: head(OTHER, 3, 'e') })).toEqual([]);
  });

  it('sends its own entries at once, and relays those of others after a pause unless the peer has them by then', () => {
    const side = openSide([], []);
    expect(side.input({ kind: 'heads-moved', heads: [head(OWN, 1)] })).toEqual([read(OWN, 0)]);
    side.gives(OWN, 1, 1);
    side.answer({ kind: 'stored', chain: OWN, seq: 1 });
    const tell = { kind: 'send', message: { m: 'heads', heads: [head(OTHER, 1)], answer: null } };
    expect(side.input({ kind: 'heads-moved', heads: [head(OTHER, 1)] })).toEqual([tell]);
    expect(side.wait(49)).toEqual([]);
    expect(side.wait(1)).toEqual([read(OTHER, 0)]);
    const quick = openSide([], []);
    expect(quick.input({ kind: 'heads-moved', heads: [head(OTHER, 1)] })).toEqual([tell]);
    quick.answer(null, [head(OTHER, 1)]);
    expect(wakeAt(quick.session)).toBeNull();
    expect(quick.wait(1_000)).toEqual([]);
  });

  it('waits for a signed head where the journal has none yet', () => {
    const side = openSide([head(OTHER, 2)]);
    expect(side.input({ kind: 'batch-read', chain: OTHER, outcome: { kind: 'nothing' } })).toEqual([]);
    expect(side.wait(1_000)).toEqual([]);
    side.input({ kind: 'heads-moved', heads: [head(OTHER, 3)] });
    side.wait(50);
    expect(side.session.sending).toEqual({ kind: 'reading', chain: OTHER, after: 0 });
  });

  it('closes when no hello comes, and when a batch is not answered', () => {
    const silent = new Side();
    silent.input({ kind: 'opened', heads: [] });
    expect(wakeAt(silent.session)).toBe(NOW + HELLO_TIMEOUT_MS);
    expect(silent.wait(HELLO_TIMEOUT_MS)).toEqual([{ kind: 'close', code: 'exchange/no-hello' }]);
    const hung = openSide([head(OWN, 1)]);
    hung.gives(OWN, 1, 1);
    expect(hung.wait(ANSWER_TIMEOUT_MS - 1)).toEqual([]);
    expect(hung.wait(1)).toEqual([{ kind: 'close', code: 'exchange/no-answer' }]);
    expect(hung.answer({ kind: 'stored', chain: OWN, seq: 1 })).toEqual([]);
  });

  it('ignores whatever comes before it opens or after it closes, and is opened once', () => {
    const inputs: readonly Input[] = [
      { kind: 'message', message: hello([head(OTHER, 1)]) },
      { kind: 'message', message: batchOf(OTHER, 1, 1) },
      { kind: 'heads-moved', heads: [head(OWN, 1)] },
      { kind: 'batch-read', chain: OWN, outcome: { kind: 'nothing' } },
      { kind: 'batch-stored', answer: { kind: 'stored', chain: OWN, seq: 1 }, head: null },
      { kind: 'tick' },
    ];
    const idle = new Side();
    const closed = openSide([head(OWN, 1)]);
    closed.input({ kind: 'closed' });
    for (const side of [idle, closed]) for (const input of inputs) expect(side.input(input)).toEqual([]);
    expect(closed.input({ kind: 'opened', heads: [] })).toEqual([]);
    expect(() => openSide([]).input({ kind: 'opened', heads: [] })).toThrow(Defect);
  });

  it('takes entries and heads only after the greeting', () => {
    const side = new Side();
    side.input({ kind: 'opened', heads: [] });
    expect(side.hear(batchOf(OTHER, 1, 1))).toEqual([]);
    expect(side.answer(null, [head(OTHER, 7)])).toEqual([]);
    expect(side.session.peer.size).toBe(0);
  });

  it('greets with 2,000 heads at most and tells the rest behind', () => {
    const journal = new MemoryJournal();
    for (let at = 0; at < 2_001; at += 1) journal.append(at.toString(16).padStart(64, '0'), 'e');
    const effects = new Side().input({ kind: 'opened', heads: journal.heads() });
    expect(
      effects.map((effect) =>
        effect.kind === 'send' && 'heads' in effect.message ? effect.message.heads.length : 0,
      ),
    ).toEqual([2_000, 1]);
  });
});
