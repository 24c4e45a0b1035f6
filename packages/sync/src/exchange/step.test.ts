import { Defect, type Instant, instant } from '@beaveros/kit';
import type { EntriesMessage, ExchangeMessage, Head, HeadsMessage } from '@beaveros/protocol/exchange';
import { describe, expect, it } from 'vitest';
import { chainName, MemoryJournal } from './_memory-journal.ts';
import {
  ANSWER_TIMEOUT_MS,
  type Effect,
  HELLO_TIMEOUT_MS,
  type Input,
  newSession,
  type Session,
  step,
  wakeAt,
} from './index.ts';

const OWN = chainName('o');
const OTHER = chainName('x');
const NOW = instant(5_000_000);
const hash = (letter: string) => chainName(letter);
const head = (chain: string, seq: number, letter = 'h'): Head => ({ chain, seq, hash: hash(letter) });

/** One side, driven by hand: each input answers its effects. */
class Side {
  session: Session = newSession(
    { own: new Set([OWN]), reads: ['order.OrderOpened/1'], relayPauseMs: 50 },
    NOW,
  );
  now: Instant = NOW;

  input(input: Input): readonly Effect[] {
    const { session, effects } = step(this.session, input, this.now);
    this.session = session;
    return effects;
  }
  hear(message: ExchangeMessage): readonly Effect[] {
    return this.input({ kind: 'message', message });
  }
  answer(answer: HeadsMessage['answer'], heads: Head[] = []): readonly Effect[] {
    return this.hear({ m: 'heads', heads, answer });
  }
  wait(ms: number): readonly Effect[] {
    this.now = instant(this.now + ms);
    return this.input({ kind: 'tick' });
  }
}

const hello = (heads: Head[] = []): ExchangeMessage => ({ m: 'hello', v: 1, heads, reads: ['a.B/1'] });

function openSide(own: readonly Head[], theirs: Head[] = []): Side {
  const side = new Side();
  side.input({ kind: 'opened', heads: own });
  side.hear(hello(theirs));
  return side;
}

function batchOf(chain: string, from: number, to: number): EntriesMessage {
  const entries = Array.from({ length: to - from + 1 }, (_, at) => ({
    seq: from + at,
    text: '{}',
    hash: hash('e'),
    sides: [],
  }));
  return {
    m: 'entries',
    chain,
    certificate: null,
    entries,
    head: { ...head(chain, to, 'e'), signature: `${'A'.repeat(86)}==` },
  };
}

function sendBatch(side: Side, chain: string, from: number, to: number): readonly Effect[] {
  const { m: _m, ...batch } = batchOf(chain, from, to);
  return side.input({ kind: 'batch-read', chain, outcome: { kind: 'batch', batch } });
}

describe('a session', () => {
  it('greets, hears the greeting, and reads what the peer lacks from where the peer is', () => {
    const side = new Side();
    expect(side.input({ kind: 'opened', heads: [head(OWN, 3)] })).toEqual([
      { kind: 'send', message: { m: 'hello', v: 1, heads: [head(OWN, 3)], reads: ['order.OrderOpened/1'] } },
    ]);
    expect(side.hear(hello([head(OWN, 1, 'f')]))).toEqual([
      { kind: 'read', chain: OWN, after: 1, hash: hash('f') },
    ]);
    expect(side.session.peerReads).toEqual(['a.B/1']);
  });

  it('has one batch in flight until it is answered, and counts no answer to another one', () => {
    const side = openSide([head(OWN, 9), head(OTHER, 2)]);
    expect(sendBatch(side, OWN, 1, 4)).toEqual([{ kind: 'send', message: batchOf(OWN, 1, 4) }]);
    expect(side.input({ kind: 'heads-moved', heads: [head(OWN, 10)] })).toEqual([]);
    expect(side.answer({ kind: 'stored', chain: OTHER, seq: 2 })).toEqual([]);
    expect(side.answer(null)).toEqual([]);
    expect(side.answer({ kind: 'stored', chain: OWN, seq: 4 })).toEqual([
      { kind: 'read', chain: OTHER, after: 0, hash: null },
    ]);
    sendBatch(side, OTHER, 1, 2);
    side.answer({ kind: 'stored', chain: OTHER, seq: 2 });
    sendBatch(side, OWN, 5, 10);
    // The first answer comes a second time: it is not about this batch.
    expect(side.answer({ kind: 'stored', chain: OWN, seq: 4 })).toEqual([]);
    expect(side.session.sending).toMatchObject({ kind: 'in-flight', first: 5, last: 10 });
  });

  it('goes on after a stored prefix', () => {
    const side = openSide([head(OWN, 9)]);
    sendBatch(side, OWN, 1, 9);
    expect(side.answer({ kind: 'stored', chain: OWN, seq: 3 }, [head(OWN, 3, 'c')])).toEqual([
      { kind: 'read', chain: OWN, after: 3, hash: hash('c') },
    ]);
  });

  it('rewinds on a gap to what is expected, and sets a chain aside whose gaps never end', () => {
    const side = openSide([head(OWN, 9)], [head(OWN, 6, 'f')]);
    for (let time = 1; time <= 5; time += 1) {
      sendBatch(side, OWN, time === 1 ? 7 : 3, 9);
      expect(side.answer({ kind: 'gap', chain: OWN, expected: 3 })).toEqual([
        { kind: 'read', chain: OWN, after: 2, hash: null },
      ]);
    }
    sendBatch(side, OWN, 3, 9);
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
      sendBatch(side, sending.chain, sending.after + 1, sending.after + 2);
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
    sendBatch(side, OWN, 1, 1);
    expect(side.answer(busy)).toEqual([{ kind: 'read', chain: OTHER, after: 0, hash: null }]);
    sendBatch(side, OTHER, 1, 1);
    expect(side.answer({ kind: 'stored', chain: OTHER, seq: 1 })).toEqual([]);
    const waits: number[] = [];
    for (let time = 0; time < 9; time += 1) {
      const wait = wakeAt(side.session)! - side.now;
      waits.push(wait);
      expect(side.wait(wait - 1)).toEqual([]);
      expect(side.wait(1)).toEqual([{ kind: 'read', chain: OWN, after: 0, hash: null }]);
      sendBatch(side, OWN, 1, 1);
      side.answer(busy);
    }
    expect(waits).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  });

  it.each([
    [
      'a fork',
      { kind: 'fork', chain: OWN, seq: 2, hash: hash('f') },
      { kind: 'fork', chain: OWN, seq: 2, hash: hash('f') },
    ],
    [
      'a refusal for good',
      { kind: 'refused', chain: OWN, code: 'exchange/bad-signature', field: 'head', retryable: false },
      { kind: 'refused', chain: OWN, code: 'exchange/bad-signature', field: 'head' },
    ],
  ] as const)('sets a chain aside on %s, reports it once, and serves others', (_name, answer, alarm) => {
    const side = openSide([head(OWN, 4), head(OTHER, 1)]);
    sendBatch(side, OWN, 1, 4);
    expect(side.answer(answer)).toEqual([
      { kind: 'alarm', alarm },
      { kind: 'read', chain: OTHER, after: 0, hash: null },
    ]);
    sendBatch(side, OTHER, 1, 1);
    expect(side.answer({ kind: 'stored', chain: OTHER, seq: 1 })).toEqual([]);
    expect(side.input({ kind: 'heads-moved', heads: [head(OWN, 5)] })).toEqual([]);
  });

  it('finds a fork at equal heads, and where the journal says that the peer has another entry', () => {
    const equal = new Side();
    equal.input({ kind: 'opened', heads: [head(OTHER, 4, 'a')] });
    const fork = (seq: number) => ({
      kind: 'alarm',
      alarm: { kind: 'fork', chain: OTHER, seq, hash: hash('b') },
    });
    expect(equal.hear(hello([head(OTHER, 4, 'b')]))).toEqual([fork(4)]);
    const behind = openSide([head(OTHER, 4, 'a')], [head(OTHER, 3, 'b')]);
    expect(
      behind.input({ kind: 'batch-read', chain: OTHER, outcome: { kind: 'differs', hash: hash('a') } }),
    ).toEqual([fork(3)]);
  });

  it('refuses its own chain from elsewhere, but not its own entries coming back', () => {
    const side = openSide([head(OWN, 2)], [head(OWN, 2)]);
    const { m: _m, ...echo } = batchOf(OWN, 1, 2);
    expect(side.hear(batchOf(OWN, 1, 2))).toEqual([{ kind: 'store', batch: echo }]);
    side.input({ kind: 'batch-stored', answer: { kind: 'stored', chain: OWN, seq: 2 }, head: head(OWN, 2) });
    expect(side.hear(batchOf(OWN, 3, 4))).toEqual([
      { kind: 'alarm', alarm: { kind: 'own-chain-ahead', chain: OWN, seq: 4 } },
      {
        kind: 'send',
        message: {
          m: 'heads',
          heads: [head(OWN, 2)],
          answer: {
            kind: 'refused',
            chain: OWN,
            code: 'exchange/own-chain',
            field: 'chain',
            retryable: false,
          },
        },
      },
    ]);
    const told = openSide([head(OWN, 2)], [head(OTHER, 1)]);
    expect(told.answer(null, [head(OWN, 5)])).toContainEqual({
      kind: 'alarm',
      alarm: { kind: 'own-chain-ahead', chain: OWN, seq: 5 },
    });
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
    expect(side.input({ kind: 'heads-moved', heads: [head(OWN, 1)] })).toEqual([
      { kind: 'read', chain: OWN, after: 0, hash: null },
    ]);
    sendBatch(side, OWN, 1, 1);
    side.answer({ kind: 'stored', chain: OWN, seq: 1 });
    const tell = { kind: 'send', message: { m: 'heads', heads: [head(OTHER, 1)], answer: null } };
    expect(side.input({ kind: 'heads-moved', heads: [head(OTHER, 1)] })).toEqual([tell]);
    expect(side.wait(49)).toEqual([]);
    expect(side.wait(1)).toEqual([{ kind: 'read', chain: OTHER, after: 0, hash: null }]);
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
    sendBatch(hung, OWN, 1, 1);
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
