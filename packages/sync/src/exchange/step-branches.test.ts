import { zHeadsV1 } from '@beaveros/protocol/exchange';
import { describe, expect, it } from 'vitest';
import {
  batchOf,
  forkAlarm,
  hash,
  head,
  hello,
  helloV1,
  NOW,
  openSide,
  OTHER,
  OWN,
  readBranch,
  Side,
} from './_side.ts';
import { nameOf, wakeAt } from './index.ts';

describe('two branches of a chain', () => {
  it('sends its branch when the peer has another entry where it stands, twice as far back each time', () => {
    const side = openSide([head(OTHER, 900, 'a')], [head(OTHER, 800, 'b')]);
    const differs = { kind: 'differs', hash: hash('a') } as const;
    expect(side.input({ kind: 'batch-read', chain: OTHER, outcome: differs })).toEqual([
      forkAlarm(OTHER, 800, hash('b')),
      readBranch(OTHER, 783),
    ]);
    side.gives(OTHER, 784, 899);
    const no = { kind: 'fork', chain: OTHER, hash: hash('c') } as const;
    expect(side.answer({ ...no, seq: 783 })).toEqual([readBranch(OTHER, 750)]);
    side.gives(OTHER, 751, 899);
    expect(side.answer({ ...no, seq: 750 })).toEqual([readBranch(OTHER, 685)]);
    side.gives(OTHER, 686, 780);
    // What it has beyond this batch is of its own branch.
    expect(side.answer({ kind: 'stored', chain: OTHER, seq: 800 })).toEqual([readBranch(OTHER, 780)]);
    side.gives(OTHER, 781, 900);
    expect(side.answer({ kind: 'aside', chain: OTHER, seq: 900 })).toEqual([]);
    expect(side.wait(60_000)).toEqual([]);
    // It grows: the peer keeps that too.
    side.input({ kind: 'heads-moved', heads: [head(OTHER, 901, 'a')] });
    expect(side.wait(50)).toEqual([readBranch(OTHER, 900)]);
  });

  it('leaves out what is gone where it hoped that its branch attaches', () => {
    const side = openSide([head(OTHER, 40, 'a')], [head(OTHER, 30, 'b')]);
    side.input({ kind: 'batch-read', chain: OTHER, outcome: { kind: 'differs', hash: hash('a') } });
    expect(side.session.sending).toMatchObject({ kind: 'reading', after: 13 });
    side.gives(OTHER, 20, 22);
    expect(side.session.sending).toMatchObject({ kind: 'in-flight', first: 20, last: 22 });
    // The peer has them, too: the branches leave each other later.
    expect(side.answer({ kind: 'stored', chain: OTHER, seq: 22 })).toEqual([readBranch(OTHER, 22)]);
    side.gives(OTHER, 25, 40);
    expect(side.answer({ kind: 'aside', chain: OTHER, seq: 40 })).toEqual([]);
  });

  it('finds it at equal heads', () => {
    const side = new Side();
    side.input({ kind: 'opened', heads: [head(OTHER, 4, 'a')] });
    expect(side.hear(hello([head(OTHER, 4, 'b')]))).toEqual([
      forkAlarm(OTHER, 4, hash('b')),
      readBranch(OTHER, 0),
    ]);
  });

  it('sends its branch to a peer that is ahead, once its own journal kept the peer’s aside', () => {
    const side = openSide([head(OTHER, 30, 'a')], [head(OTHER, 90, 'b')]);
    side.hear(batchOf(OTHER, 14, 90));
    const answer = { kind: 'aside', chain: OTHER, seq: 90 } as const;
    expect(side.input({ kind: 'batch-stored', answer, head: head(OTHER, 30, 'a') })).toEqual([
      { kind: 'send', message: { m: 'heads', heads: [head(OTHER, 30, 'a')], answer } },
      forkAlarm(OTHER, 90, hash('e')),
      readBranch(OTHER, 13),
    ]);
    // That batch hung on what was already aside: further back, then.
    side.gives(OTHER, 14, 30);
    expect(side.answer({ kind: 'fork', chain: OTHER, seq: 13, hash: hash('b') })).toEqual([
      readBranch(OTHER, 0),
    ]);
    side.gives(OTHER, 1, 30);
    expect(side.answer({ kind: 'aside', chain: OTHER, seq: 30 })).toEqual([]);
  });

  it('ends with a peer that cannot attach even the opening', () => {
    const side = openSide([head(OTHER, 9), head(OWN, 1)], [head(OWN, 1)]);
    side.gives(OTHER, 1, 9);
    const no = { kind: 'fork', chain: OTHER, seq: 1, hash: hash('b') } as const;
    expect(side.answer(no)).toEqual([forkAlarm(OTHER, 1, hash('b')), readBranch(OTHER, 0)]);
    side.gives(OTHER, 1, 9);
    expect(side.answer(no)).toEqual([]);
    side.input({ kind: 'heads-moved', heads: [head(OTHER, 10)] });
    expect(side.wait(60_000)).toEqual([]);
  });

  it('goes further back at a gap, which speaks of the other branch’s end', () => {
    const side = openSide([head(OTHER, 100, 'a')], [head(OTHER, 100, 'b')]);
    expect(side.session.sending).toMatchObject({ after: 83 });
    side.gives(OTHER, 84, 100);
    expect(side.answer({ kind: 'gap', chain: OTHER, expected: 60 })).toEqual([readBranch(OTHER, 27)]);
  });
});

describe('what is kept aside', () => {
  const end = head(OTHER, 7, 'e');
  const ends = [end, head(OTHER, 9, 'e')];
  const batchTo = (from: number, to: number) => {
    const { m: _m, ...batch } = batchOf(OTHER, from, to);
    return { kind: 'branch-read', batch } as const;
  };

  it('is offered to its author’s till, once, when nothing else is to be sent', () => {
    const side = openSide([head(OTHER, 20), head(OWN, 1)], [head(OTHER, 20)]);
    expect(side.input({ kind: 'branches-kept', ends })).toEqual([]);
    side.gives(OWN, 1, 1);
    expect(side.answer({ kind: 'stored', chain: OWN, seq: 1 })).toEqual([{ kind: 'read-branch', end }]);
    expect(side.input({ kind: 'branches-kept', ends })).toEqual([]);
    expect(side.input(batchTo(5, 7))).toEqual([{ kind: 'send', message: batchOf(OTHER, 5, 7) }]);
    expect(side.answer({ kind: 'aside', chain: OTHER, seq: 7 })).toEqual([
      { kind: 'read-branch', end: ends[1] },
    ]);
    expect(side.session.taken).toEqual(new Set([nameOf(end)]));
    side.input(batchTo(8, 9));
    expect(side.answer({ kind: 'stored', chain: OTHER, seq: 20 })).toEqual([]);
    expect(side.input({ kind: 'branches-kept', ends })).toEqual([]);
    expect(side.session.peer.get(OTHER)).toMatchObject({ seq: 20, hash: hash('h') });
  });

  it('comes again after a pause when the till could not store it, and not at all when it could not attach it', () => {
    const side = openSide([head(OTHER, 20)], [head(OTHER, 20)]);
    expect(side.input({ kind: 'branches-kept', ends })).toEqual([{ kind: 'read-branch', end }]);
    side.input(batchTo(5, 7));
    const busy = { kind: 'refused', chain: OTHER, code: 'journal/disk-full', field: '' } as const;
    expect(side.answer({ ...busy, retryable: true })).toEqual([]);
    expect(wakeAt(side.session)).toBe(NOW + 250);
    expect(side.wait(250)).toEqual([{ kind: 'read-branch', end }]);
    side.input(batchTo(5, 7));
    expect(side.answer({ kind: 'fork', chain: OTHER, seq: 5, hash: hash('f') })).toEqual([]);
    expect(side.session.offers).toEqual([]);
    expect(side.session.branches.size).toBe(0);
  });

  it('is left out when it is gone by then, and towards a peer of version 1', () => {
    const side = openSide([head(OTHER, 20)], [head(OTHER, 20)]);
    side.input({ kind: 'branches-kept', ends: [end] });
    expect(side.input({ kind: 'branch-read', batch: null })).toEqual([]);
    expect(side.session.sending).toEqual({ kind: 'nothing' });
    const old = new Side({ version: 1 });
    old.input({ kind: 'opened', heads: [] });
    old.hear(helloV1());
    expect(old.input({ kind: 'branches-kept', ends })).toEqual([]);
  });
});

describe('a peer of version 1', () => {
  const said = { m: 'hello', heads: [head(OWN, 2), head(OTHER, 7)], reads: ['order.OrderOpened/1'] } as const;

  it('is greeted in version 1 by a side that was dialled, or that was told so', () => {
    const dialled = new Side({ greets: 'second', life: 'l1' });
    expect(dialled.input({ kind: 'opened', heads: [head(OWN, 1)] })).toEqual([]);
    expect(dialled.input({ kind: 'heads-moved', heads: [head(OWN, 2), head(OTHER, 7)] })).toEqual([]);
    expect(dialled.hear(helloV1([head(OTHER, 7), head(OWN, 2)]))).toEqual([
      { kind: 'send', message: { ...said, v: 1 } },
    ]);
    const told = new Side({ version: 1 });
    expect(told.input({ kind: 'opened', heads: [head(OWN, 2), head(OTHER, 7)] })).toEqual([
      { kind: 'send', message: { ...said, v: 1 } },
    ]);
    const newer = new Side({ greets: 'second', life: 'l1' });
    newer.input({ kind: 'opened', heads: [head(OWN, 2), head(OTHER, 7)] });
    expect(newer.hear(hello([head(OTHER, 7), head(OWN, 2)]))).toEqual([
      { kind: 'send', message: { ...said, v: 2, life: 'l1', wantsSnapshot: false } },
    ]);
  });

  it('hears nothing that version 1 does not know: no aside, no vouched head', () => {
    const side = new Side({ greets: 'second' });
    side.input({ kind: 'opened', heads: [head(OTHER, 30, 'a'), head(OWN, 3)] });
    side.hear(helloV1());
    side.hear(batchOf(OTHER, 14, 90));
    const answer = { kind: 'aside', chain: OTHER, seq: 90 } as const;
    const [sent, alarm] = side.input({ kind: 'batch-stored', answer, head: head(OTHER, 30, 'a') });
    const fork = { kind: 'fork', chain: OTHER, seq: 30, hash: hash('a') } as const;
    expect(sent).toEqual({
      kind: 'send',
      message: zHeadsV1.parse({ m: 'heads', heads: [head(OTHER, 30, 'a')], answer: fork }),
    });
    expect(alarm).toMatchObject({ alarm: { kind: 'fork' } });
    side.input({ kind: 'batch-read', chain: OTHER, outcome: { kind: 'nothing' } });
    expect(side.session.sending).toEqual({ kind: 'reading', chain: OWN, after: 0 });
    const { m: _m, ...batch } = batchOf(OWN, 1, 3);
    const vouched = { ...batch, head: { ...batch.head, signature: null } };
    expect(
      side.input({ kind: 'batch-read', chain: OWN, outcome: { kind: 'batch', batch: vouched } }),
    ).toEqual([{ kind: 'alarm', alarm: { kind: 'unreadable', chain: OWN, code: 'exchange/peer-too-old' } }]);
  });

  it('is sent no branch: a forked chain is set aside, as it always was', () => {
    const side = new Side({ version: 1 });
    side.input({ kind: 'opened', heads: [head(OTHER, 4, 'a')] });
    expect(side.hear(helloV1([head(OTHER, 4, 'b')]))).toEqual([forkAlarm(OTHER, 4, hash('b'))]);
    side.input({ kind: 'heads-moved', heads: [head(OTHER, 5, 'a')] });
    expect(side.wait(60_000)).toEqual([]);
  });
});
