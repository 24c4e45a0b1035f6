import type { Id } from '@beaveros/kit';
import {
  type Ask,
  ASK_TIMEOUT_MS,
  type AskAnswer,
  ASKS_IN_FLIGHT_MAX,
  READS_ASKS,
} from '@beaveros/protocol/exchange';
import { describe, expect, it } from 'vitest';
import { batchOf, head, hello, NOW, openSide, OTHER, OWN, Side } from './_side.ts';
import { ANSWER_TIMEOUT_MS, Conversation, type AskOutcome, type Effect, wakeAt } from './index.ts';

const idOf = (n: number) => `019ab3c0-0000-7000-8000-${String(n).padStart(12, '0')}` as Id<'Command'>;
const SPEND = { kind: 'spend', account: idOf(99) as string, amount: 500 } as unknown as Ask;
const GRANTED = { kind: 'granted', grant: idOf(98) as string, body: { amount: 500 } } as unknown as Extract<
  AskAnswer,
  { kind: 'granted' }
>;
const NOT_REACHED: AskOutcome = { kind: 'no-answer', why: 'not-reached' };

const asking = (n: number) => ({ kind: 'ask', id: idOf(n), ask: SPEND }) as const;
const sent = (n: number): Effect => ({ kind: 'send', message: { m: 'ask', id: idOf(n), ask: SPEND } });
const told = (n: number, outcome: AskOutcome): Effect => ({ kind: 'ask-answered', id: idOf(n), outcome });
const said = (n: number, answer: AskAnswer): Effect => ({
  kind: 'send',
  message: { m: 'answered', id: idOf(n), answer },
});

/** Both sides answer asks. */
const openedSide = (heads = [head(OWN, 1)]) =>
  openSide(heads, [head(OWN, 1)], { answersAsks: true }, { reads: [READS_ASKS] });

describe('an ask', () => {
  it('goes to a peer that answers asks, and what it says is told', () => {
    const side = openedSide();
    expect(side.input(asking(1))).toEqual([sent(1)]);
    expect(side.hear({ m: 'answered', id: idOf(1), answer: GRANTED })).toEqual([told(1, GRANTED)]);
    // Said twice, by a line that repeats.
    expect(side.hear({ m: 'answered', id: idOf(1), answer: GRANTED })).toEqual([]);
    side.input(asking(2));
    const refused = { kind: 'refused', code: 'order/refund-too-much', facts: { left: 2 } } as const;
    expect(side.hear({ m: 'answered', id: idOf(2), answer: refused })).toEqual([told(2, refused)]);
    side.input(asking(3));
    const unable = { kind: 'unable', code: 'core/not-ready' } as const;
    expect(side.hear({ m: 'answered', id: idOf(3), answer: unable })).toEqual([
      told(3, { kind: 'no-answer', why: 'unable' }),
    ]);
  });

  it('is never sent to a peer that did not say so, nor before its hello: there is no answer, at once', () => {
    const old = openSide([head(OWN, 1)], [head(OWN, 1)], { answersAsks: true });
    expect(old.input(asking(1))).toEqual([told(1, NOT_REACHED)]);
    const fresh = new Side();
    expect(fresh.input(asking(1))).toEqual([told(1, NOT_REACHED)]);
    fresh.input({ kind: 'opened', heads: [] });
    expect(fresh.input(asking(1))).toEqual([told(1, NOT_REACHED)]);
    fresh.input({ kind: 'closed' });
    expect(fresh.input(asking(1))).toEqual([told(1, NOT_REACHED)]);
  });

  it('says in the hello that asks are answered here, beside the event versions', () => {
    const side = new Side({ answersAsks: true });
    expect(side.input({ kind: 'opened', heads: [] })).toEqual([
      { kind: 'send', message: { ...hello(), reads: ['order.OrderOpened/1', READS_ASKS] } },
    ]);
  });

  it('is given up after two seconds; an answer that comes later changes nothing', () => {
    const side = openedSide();
    side.input(asking(1));
    expect(wakeAt(side.session)).toBe(NOW + ASK_TIMEOUT_MS);
    expect(side.wait(ASK_TIMEOUT_MS - 1)).toEqual([]);
    expect(side.wait(1)).toEqual([told(1, { kind: 'no-answer', why: 'timed-out' })]);
    expect(side.hear({ m: 'answered', id: idOf(1), answer: GRANTED })).toEqual([]);
    expect(wakeAt(side.session)).toBeNull();
    // The line stands: it is asked again.
    expect(side.input(asking(1))).toEqual([sent(1)]);
  });

  it('waits for no batch, and no batch for it', () => {
    const side = openedSide([head(OWN, 5)]);
    side.gives(OWN, 2, 5);
    expect(side.session.sending.kind).toBe('in-flight');
    expect(side.input(asking(1))).toEqual([sent(1)]);
    expect(wakeAt(side.session)).toBe(NOW + ASK_TIMEOUT_MS);
    expect(side.hear(batchOf(OTHER, 1, 1))).toMatchObject([{ kind: 'store' }]);
    expect(side.hear({ m: 'answered', id: idOf(1), answer: GRANTED })).toEqual([told(1, GRANTED)]);
    expect(wakeAt(side.session)).toBe(NOW + ANSWER_TIMEOUT_MS);
  });

  it('has no answer when the line goes, or the peer is given up', () => {
    const side = openedSide();
    side.input(asking(1));
    expect(side.input({ kind: 'closed' })).toEqual([told(1, NOT_REACHED)]);
    const late = openedSide([head(OWN, 5)]);
    late.gives(OWN, 2, 5);
    late.wait(ANSWER_TIMEOUT_MS - 1);
    late.input(asking(1));
    expect(late.wait(1)).toEqual([told(1, NOT_REACHED), { kind: 'close', code: 'exchange/no-answer' }]);
  });

  it('is one of eight at most', () => {
    const side = openedSide();
    for (let n = 1; n <= ASKS_IN_FLIGHT_MAX; n += 1) expect(side.input(asking(n))).toEqual([sent(n)]);
    expect(side.input(asking(9))).toEqual([told(9, { kind: 'no-answer', why: 'too-many' })]);
    side.hear({ m: 'answered', id: idOf(1), answer: GRANTED });
    expect(side.input(asking(9))).toEqual([sent(9)]);
  });
});

describe('the one asked', () => {
  const ask = (n: number) => ({ m: 'ask', id: idOf(n), ask: SPEND }) as const;
  const judge = (n: number): Effect => ({ kind: 'judge-ask', id: idOf(n), ask: SPEND });

  it('judges, answers, and judges again when it is asked again', () => {
    const side = openedSide();
    expect(side.hear(ask(1))).toEqual([judge(1)]);
    expect(side.hear(ask(1))).toEqual([]);
    expect(side.input({ kind: 'ask-judged', id: idOf(1), answer: GRANTED })).toEqual([said(1, GRANTED)]);
    expect(side.input({ kind: 'ask-judged', id: idOf(1), answer: GRANTED })).toEqual([]);
    expect(side.hear(ask(1))).toEqual([judge(1)]);
  });

  it('keeps eight at most, and says so to the others', () => {
    const side = openedSide();
    for (let n = 1; n <= ASKS_IN_FLIGHT_MAX; n += 1) expect(side.hear(ask(n))).toEqual([judge(n)]);
    expect(side.hear(ask(9))).toEqual([said(9, { kind: 'unable', code: 'exchange/too-many-asks' })]);
  });

  it('says nothing when it answers no asks, and nothing after the line is gone', () => {
    const deaf = openSide([head(OWN, 1)], [head(OWN, 1)]);
    expect(deaf.hear(ask(1))).toEqual([]);
    const side = openedSide();
    side.hear(ask(1));
    side.input({ kind: 'closed' });
    expect(side.input({ kind: 'ask-judged', id: idOf(1), answer: GRANTED })).toEqual([]);
  });
});

describe('a conversation', () => {
  it('tells everybody who asked under one id, and asks the peer once', () => {
    const messages: unknown[] = [];
    const conversation = new Conversation(
      { own: new Set([OWN]), reads: [], relayPauseMs: 50, answersAsks: true },
      {
        send: (message) => messages.push(message),
        read: () => {},
        store: () => {},
        alarm: () => {},
        close: () => {},
        wake: () => {},
      },
      { now: () => NOW },
    );
    const outcomes: AskOutcome[] = [];
    const tell = (outcome: AskOutcome) => outcomes.push(outcome);
    conversation.open([]);
    conversation.hear(hello([], { reads: [READS_ASKS] }));
    conversation.ask(idOf(1), SPEND, tell);
    conversation.ask(idOf(1), SPEND, tell);
    expect(messages).toHaveLength(2);
    conversation.hear({ m: 'answered', id: idOf(1), answer: GRANTED });
    expect(outcomes).toEqual([GRANTED, GRANTED]);
    // Nobody here judges: the peer hears that at once.
    conversation.hear({ m: 'ask', id: idOf(2), ask: SPEND });
    expect(messages.at(-1)).toMatchObject({ m: 'answered', id: idOf(2), answer: { kind: 'unable' } });
  });
});
