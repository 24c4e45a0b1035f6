import { type Id, ONE } from '@beaveros/kit';
import type { IpcInput } from '@beaveros/protocol/ipc';
import type { AskOutcome } from '@beaveros/sync/exchange';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CallOptions, idOf, PIN } from '../_till-fixture.ts';
import { factsOf, openShift, type ReachedTill, sellBurgers, TillsInReach } from '../_tills-in-reach.ts';
import { BackOffice } from '../journal/_back-office.ts';
import { deliver } from '../journal/_gossip.ts';
import type { Links } from '../sync/links.ts';
import type { Question } from './command.ts';

// T1 sold two burgers. The guest brings one back to T2, where Beto works; Ana is the manager. Alone a till may give back
// 100.00 a day (DEFAULT_STORE_POLICIES).

const BETOS_PIN = '1111';
const APPROVED = { approval: { user: idOf<'User'>('ana'), pin: PIN } };

let store: TillsInReach;
let closer: ReachedTill;
let other: ReachedTill;
let beto: string;
beforeEach(async () => {
  store = new TillsInReach();
  [closer, other] = [await store.open(), await store.open()];
  const { till, core } = other;
  const may = ['can_sell', 'can_process_payments', 'can_open_shift', 'can_refund'];
  const permissions = Object.fromEntries(may.map((each) => [each, true]));
  const row = await till.staff({ id: idOf('beto'), name: 'Beto', permissions, pin: BETOS_PIN });
  till.comeDown(core, 'store_staff', await till.staff(), row);
  beto = (await till.call(core, 'signIn', { user: idOf('beto'), pin: BETOS_PIN })).session;
  await openShift(other);
});
afterEach(async () => {
  await store[Symbol.asyncDispose]();
});

type Sold = Awaited<ReturnType<typeof sellBurgers>>;

interface RefundOptions extends CallOptions {
  readonly burgers?: number;
  readonly cash?: number;
  readonly document?: Id<'Document'>;
}

/** Gives burgers of one line back in cash, one of them unless said otherwise. */
function refund(at: ReachedTill, sold: Sold, line: Id<'Line'>, options: RefundOptions = {}) {
  const { burgers = 1, cash = 1_250, document = at.till.newId<'Document'>(), ...more } = options;
  const input = {
    order: sold.order,
    document,
    refunds: sold.document,
    lines: [{ line, quantityMicro: burgers * ONE }],
    reason: 'cold',
    tenders: [{ payment: at.till.newId(), amount: cash, to: { kind: 'original', of: sold.payment } }],
    restock: false,
    printer: null,
  } as unknown as IpcInput<'refund'>;
  return at.till.call(at.core, 'refund', input, { session: at === other ? beto : at.session, ...more });
}

const lastEntry = ({ core }: ReachedTill) => core.journal.after(core.journal.lastArrival - 1, 1)[0]!.entry;
const grantsAt = (till: ReachedTill, { order }: Sold) =>
  factsOf<{ readonly grant: string }>(till, order, 'order.RefundGranted');
const releasesAt = (till: ReachedTill, { order }: Sold) =>
  factsOf<{ readonly grant: string }>(till, order, 'order.RefundGrantReleased');

/** The network of a till is what a test says. */
function linksThat(ask: Links['ask']): Links {
  return {
    isCloudConnected: () => true,
    cloudSeqOf: () => 0,
    onChanged: () => () => {},
    peers: () => [],
    ask,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

describe('a refund of what another till sold', () => {
  it('asks that till, needs nobody else, and counts against what it gives back itself', async () => {
    const sold = await sellBurgers(closer, 1, 2);
    await store.meet(other, closer);
    await refund(other, sold, sold.lines[0]!);
    expect(factsOf(other, sold.order, 'order.RefundIssued')).toMatchObject([
      { permit: 'granted', total: -1_250 },
    ]);
    expect(lastEntry(other)).not.toHaveProperty('approver');
    await store.level(other, closer);
    expect(grantsAt(closer, sold)).toHaveLength(1);
    await expect(refund(closer, sold, sold.lines[0]!)).rejects.toThrow('order/refund-beyond-sold');
    await refund(closer, sold, sold.lines[1]!);
    await store.level(other, closer);
    await expect(refund(other, sold, sold.lines[1]!)).rejects.toThrow('order/refund-beyond-sold');
    expect(releasesAt(other, sold)).toEqual([]);
  });

  it('is told what the one asked says no to, in its own words', async () => {
    const sold = await sellBurgers(closer, 1, 2);
    await store.meet(other, closer);
    // The closing till gives it back first, and the other has not heard of it when it asks.
    const [, late] = await Promise.allSettled([
      refund(closer, sold, sold.lines[0]!),
      refund(other, sold, sold.lines[0]!),
    ]);
    expect(late).toMatchObject({ status: 'rejected' });
    const reason = String((late as PromiseRejectedResult).reason);
    expect(JSON.parse(reason.replace('Error: ', ''))).toMatchObject({
      refusal: { code: 'order/refund-beyond-sold', line: sold.lines[0], leftMicro: 0 },
    });
  });

  it('is the same refund when its command is said again', async () => {
    const sold = await sellBurgers(closer, 1, 2);
    await store.meet(other, closer);
    const commandId = other.till.newId<'Command'>();
    const document = other.till.newId<'Document'>();
    // Said twice at once, as after a lost answer: both ask, one entry is written.
    const both = [1, 2].map(() => refund(other, sold, sold.lines[0]!, { commandId, document }));
    const [first, second] = await Promise.all(both);
    expect(second).toEqual(first);
    expect(await refund(other, sold, sold.lines[0]!, { commandId, document })).toEqual(first);
    expect(first!.refund).toMatchObject({ document, total: -1_250 });
    await store.level(other, closer);
    expect(factsOf(closer, sold.order, 'order.RefundIssued')).toHaveLength(1);
    expect(grantsAt(closer, sold)).toHaveLength(1);
  });

  it('gives back what was granted when it is refused after all', async () => {
    const sold = await sellBurgers(closer, 1, 2);
    await store.meet(other, closer);
    await expect(refund(other, sold, sold.lines[0]!, { cash: 7 })).rejects.toThrow(
      'payment/refund-not-paid-out',
    );
    await store.level(other, closer);
    expect(releasesAt(closer, sold).map(({ grant }) => grant)).toEqual(
      grantsAt(closer, sold).map(({ grant }) => grant),
    );
    expect(releasesAt(closer, sold)).toHaveLength(1);
    await refund(closer, sold, sold.lines[0]!);
  });
});

describe('what was granted to a command that waits for a manager', () => {
  /** A refund beyond what a till may give back on a day without one. */
  const large = async () => {
    const sold = await sellBurgers(closer, 41);
    await store.meet(other, closer);
    const part = { burgers: 41, cash: 51_250 };
    return { sold, part, commandId: other.till.newId<'Command'>() };
  };

  it('is used when the PIN comes under the same command', async () => {
    const { sold, part, commandId } = await large();
    await expect(refund(other, sold, sold.line, { ...part, commandId })).rejects.toThrow(
      'permission-missing',
    );
    await store.level(other, closer);
    expect(grantsAt(closer, sold)).toHaveLength(1);
    await refund(other, sold, sold.line, { ...part, commandId, ...APPROVED });
    await store.level(other, closer);
    expect([grantsAt(closer, sold).length, releasesAt(closer, sold).length]).toEqual([1, 0]);
    expect(factsOf(closer, sold.order, 'order.RefundIssued')).toMatchObject([{ permit: 'granted' }]);
  });
});

describe('a refund while the till that sold it is out of reach', () => {
  /** The sale came over, then the line was cut. */
  async function cutOff(lines: number): Promise<Sold> {
    const sold = await sellBurgers(closer, 1, lines);
    await store.meet(other, closer);
    await other.peers[Symbol.asyncDispose]();
    return sold;
  }

  it('needs a manager, whose PIN is keyed in under the same command', async () => {
    const sold = await cutOff(1);
    const commandId = other.till.newId<'Command'>();
    await expect(refund(other, sold, sold.line, { commandId })).rejects.toThrow(
      '"permission":"can_refund_beyond_limit"',
    );
    await refund(other, sold, sold.line, { commandId, ...APPROVED });
    expect(factsOf(other, sold.order, 'order.RefundIssued')).toMatchObject([{ permit: 'alone' }]);
    expect(lastEntry(other)).toMatchObject({ actor: idOf('beto'), approver: idOf('ana') });
    expect(grantsAt(other, sold)).toEqual([]);
  });

  it('stays under the limit of a till and day, whoever approves', async () => {
    const sold = await cutOff(9);
    for (const line of sold.lines.slice(0, 8)) await refund(other, sold, line, APPROVED);
    await expect(refund(other, sold, sold.lines[8]!, APPROVED)).rejects.toThrow(
      /order\/refund-beyond-offline-limit.*"left":0,"asked":1250/,
    );
    expect(factsOf(other, sold.order, 'order.RefundIssued')).toHaveLength(8);
  });
});

describe('a command that asks', () => {
  it('holds up no other one', async () => {
    const sold = await sellBurgers(closer, 1, 1);
    await store.meet(other, closer);
    let answer: (outcome: AskOutcome) => void = () => {};
    const asked = new Promise<void>((resolve) => {
      const ask = () => {
        resolve();
        return new Promise<AskOutcome>((told) => (answer = told));
      };
      other.core.attach(linksThat(ask));
    });
    const refunding = refund(other, sold, sold.line, APPROVED);
    await asked;
    await sellBurgers({ ...other, session: beto }, 1);
    expect(factsOf(other, sold.order, 'order.RefundIssued')).toEqual([]);
    answer({ kind: 'no-answer', why: 'timed-out' });
    await refunding;
    expect(factsOf(other, sold.order, 'order.RefundIssued')).toMatchObject([{ permit: 'alone' }]);
  });

  it('asks the cloud about a sale of a till that was revoked', async () => {
    const sold = await sellBurgers(closer, 1, 1);
    await store.meet(other, closer);
    const { terminal, epoch } = closer.till.identity;
    const office = new BackOffice(other.till.store);
    const fact = { terminal, epoch, reason: 'stolen', fences: null };
    office.append([{ type: 'journal.TerminalRevoked', v: 1, aggregate: terminal, body: fact }]);
    deliver(office.batch(), [other.core.journal]);
    const questions: Question[] = [];
    other.core.attach(
      linksThat((_, question) => {
        questions.push(question);
        return Promise.resolve({
          kind: 'refused',
          code: 'order/refund-beyond-sold',
          facts: { leftMicro: 0 },
        });
      }),
    );
    await expect(refund(other, sold, sold.line)).rejects.toThrow('order/refund-beyond-sold');
    expect(questions).toMatchObject([{ to: 'cloud', ask: { kind: 'refund', document: sold.document } }]);
  });
});
