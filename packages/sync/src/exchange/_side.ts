import { type Instant, instant } from '@beaveros/kit';
import {
  BATCH_BYTES_MAX,
  BATCH_ENTRIES_MAX,
  type EntriesMessage,
  type ExchangeMessage,
  type Head,
  type HeadsMessage,
} from '@beaveros/protocol/exchange';
import { chainName } from './_memory-journal.ts';
import { type Effect, type Input, newSession, type Session, type SessionOptions, step } from './index.ts';

export const OWN = chainName('o');
export const OTHER = chainName('x');
export const NOW = instant(5_000_000);
export const hash = (letter: string) => chainName(letter);
export const head = (chain: string, seq: number, letter = 'h'): Head => ({ chain, seq, hash: hash(letter) });

type Hello = Extract<ExchangeMessage, { v: 2 }>;

/** One side of a session, driven by hand: each input answers its effects. For tests only. */
export class Side {
  session: Session;
  now: Instant = NOW;
  /** What the peer said that it has. */
  readonly confirmed: Extract<Effect, { kind: 'peer-has' }>[] = [];

  /** What it asked for while a batch was in flight. */
  readonly ahead: Extract<Effect, { kind: 'read-ahead' }>[] = [];

  constructor(options: Partial<SessionOptions> = {}) {
    this.session = newSession(
      { own: new Set([OWN]), reads: ['order.OrderOpened/1'], relayPauseMs: 50, ...options },
      NOW,
    );
  }

  input(input: Input): readonly Effect[] {
    const { session, effects } = step(this.session, input, this.now);
    this.session = session;
    this.confirmed.push(...effects.filter((effect) => effect.kind === 'peer-has'));
    this.ahead.push(...effects.filter((effect) => effect.kind === 'read-ahead'));
    return effects.filter(({ kind }) => kind !== 'peer-has' && kind !== 'read-ahead');
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
  /** The journal gives what was asked for. */
  gives(chain: string, from: number, to: number): readonly Effect[] {
    const { m: _m, ...batch } = batchOf(chain, from, to);
    return this.input({ kind: 'batch-read', chain, outcome: { kind: 'batch', batch } });
  }
}

export const hello = (heads: Head[] = [], said: Partial<Hello> = {}): ExchangeMessage => ({
  m: 'hello',
  v: 2,
  heads,
  reads: ['a.B/1'],
  life: null,
  wantsSnapshot: false,
  ...said,
});
export const helloV1 = (heads: Head[] = []): ExchangeMessage => ({
  m: 'hello',
  v: 1,
  heads,
  reads: ['a.B/1'],
});

export function openSide(
  own: readonly Head[],
  theirs: Head[] = [],
  options: Partial<SessionOptions> = {},
  said: Partial<Hello> = {},
): Side {
  const side = new Side(options);
  side.input({ kind: 'opened', heads: own });
  side.hear(hello(theirs, said));
  return side;
}

export function batchOf(chain: string, from: number, to: number): EntriesMessage {
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

/** The effect that asks the journal for entries behind `after`. */
export function read(
  chain: string,
  after: number,
  at: string | null = null,
  entries = BATCH_ENTRIES_MAX,
): Effect {
  const limits = { entries, bytes: BATCH_BYTES_MAX };
  return { kind: 'read', request: { chain, after, hash: at, isBranch: false, limits } };
}

/** The same of our branch of a forked chain. */
export function readBranch(chain: string, after: number): Effect {
  const limits = { entries: BATCH_ENTRIES_MAX, bytes: BATCH_BYTES_MAX };
  return { kind: 'read', request: { chain, after, hash: null, isBranch: true, limits } };
}

export const forkAlarm = (chain: string, seq: number, theirs: string | null): Effect => ({
  kind: 'alarm',
  alarm: { kind: 'fork', chain, seq, hash: theirs },
});
