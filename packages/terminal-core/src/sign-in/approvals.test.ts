import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AmountMinor, type Id, quantityMicro } from '@beaveros/kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CallOptions, idOf, ITEM_ROW, PIN, TillFixture } from '../_till-fixture.ts';
import type { Core } from '../core.ts';

// Beto may not open a shift. Ana, who may, keys her PIN in at his screen.

const BETOS_PIN = '1111';
const ana = idOf<'User'>('ana');
const beto = idOf<'User'>('beto');

let till: TillFixture;
let core: Core;
let session: string;
beforeEach(async () => {
  till = new TillFixture();
  core = till.open();
  await till.furnish(core);
  till.comeDown(core, 'store_staff', await till.staff(), await betosRow());
  ({ session } = await till.call(core, 'signIn', { user: beto, pin: BETOS_PIN }));
});
afterEach(async () => {
  await core[Symbol.asyncDispose]();
  till[Symbol.dispose]();
});

const betosRow = (more: object = {}) =>
  till.staff({ id: beto, name: 'Beto', permissions: { can_sell: true }, pin: BETOS_PIN, ...more });

function openShift(options: CallOptions = {}, shift = idOf<'Shift'>('shift')) {
  const input = { shift, float: 0 as AmountMinor } as Parameters<typeof till.call<'openShift'>>[2];
  return till.call(core, 'openShift', input, { session, ...options });
}

const lastHeader = () => core.journal.after(core.journal.lastArrival - 1, 1)[0]!.recorded[0]!.header;

describe('a command that its asker may not give', () => {
  it('is done with the PIN of somebody who may, who is named beside its actor', async () => {
    const commandId = till.newId<'Command'>();
    await expect(openShift({ commandId })).rejects.toThrow('auth-user/permission-missing');
    const entries = core.journal.entryCount();
    await openShift({ commandId, approval: { user: ana, pin: PIN } });
    expect(core.journal.entryCount()).toBe(entries + 1);
    expect(lastHeader()).toMatchObject({ commandId, actor: beto, approver: ana });
  });

  it('lends nothing to the next one', async () => {
    await openShift({ approval: { user: ana, pin: PIN } });
    await expect(openShift({}, idOf('another'))).rejects.toThrow('auth-user/permission-missing');
    const order = till.newId<'Order'>();
    await till.call(core, 'openOrder', { order, kind: 'counter', table: null, guests: null }, { session });
    expect(lastHeader()).not.toHaveProperty('approver');
  });

  it('answers its first result when it is said again, without a look at the PIN', async () => {
    const commandId = till.newId<'Command'>();
    const first = await openShift({ commandId, approval: { user: ana, pin: PIN } });
    const entries = core.journal.entryCount();
    expect(await openShift({ commandId, approval: { user: ana, pin: '0000' } })).toEqual(first);
    expect(await openShift({ commandId })).toEqual(first);
    expect(core.journal.entryCount()).toBe(entries);
    await expect(openShift({ commandId, approval: { user: ana, pin: PIN }, session: null })).rejects.toThrow(
      'core/not-signed-in',
    );
  });

  it('is refused when who approves may not either', async () => {
    const carla = idOf<'User'>('carla');
    const staff = [await till.staff(), await betosRow(), await betosRow({ id: carla, name: 'Carla' })];
    till.comeDown(core, 'store_staff', ...staff);
    const approval = { user: carla, pin: BETOS_PIN };
    await expect(openShift({ approval })).rejects.toThrow('auth-user/permission-missing');
    await expect(openShift({ approval: { user: beto, pin: BETOS_PIN } })).rejects.toThrow(
      'auth-user/approver-has-no-more',
    );
    await expect(openShift({ approval: { user: idOf('nobody'), pin: PIN } })).rejects.toThrow(
      'core/user-unknown',
    );
  });

  it('is decided by what holds once the PIN was verified', async () => {
    const staff = [await till.staff(), await betosRow({ isActive: false })];
    const approving = openShift({ approval: { user: ana, pin: PIN } });
    till.comeDown(core, 'store_staff', ...staff);
    await expect(approving).rejects.toThrow('core/not-signed-in');
    expect(core.desk.aggregates.currentShift).toBeNull();
  });
});

describe('what costs the house money', () => {
  const line = idOf<'Line'>('line');
  const order = idOf<'Order'>('order');
  const approval = { user: ana, pin: PIN };
  const last = () => {
    const { recorded } = core.journal.after(core.journal.lastArrival - 1, 1)[0]!;
    const [{ header, event }] = [recorded[0]!];
    return { actor: header.actor, approver: header.approver, type: event.type, body: event.body };
  };
  beforeEach(async () => {
    await openShift({ approval });
    await till.call(core, 'openOrder', { order, kind: 'counter', table: null, guests: null }, { session });
    const item = ITEM_ROW.id as Id<'Item'>;
    const lines = [
      { line, item, quantityMicro: quantityMicro(2_000_000), options: [], note: null, override: null },
    ];
    await till.call(core, 'addLines', { order, lines }, { session });
    await till.call(
      core,
      'fireOrder',
      { order, firing: idOf<'Firing'>('f'), lines: null },
      { session, approval },
    );
  });

  it.each([
    ['voidLine', { line, reason: 'overdone' }, 'order.LineVoided'],
    ['cancelOrder', { reason: 'they left' }, 'order.LineVoided'],
    [
      'discountLine',
      {
        line,
        discount: idOf<'Discount'>('d'),
        name: 'Sorry',
        reason: 'cold',
        terms: { kind: 'percent', ratePpb: 900_000_000 },
      },
      'order.LineDiscounted',
    ],
    [
      'discountOrder',
      {
        discount: idOf<'Discount'>('d'),
        name: 'Sorry',
        reason: 'cold',
        terms: { kind: 'percent', ratePpb: 900_000_000 },
      },
      'order.OrderDiscounted',
    ],
    ['overridePrice', { line, unitPriceMicro: 1_000_000, reason: 'old' }, 'order.LinePriceOverridden'],
  ] as const)(
    'is refused to who may not (%s), and says why, who, and who let them',
    async (call, more, type) => {
      const say = (options: CallOptions) =>
        till.call(core, call, { order, ...more }, { session, ...options });
      await expect(say({})).rejects.toThrow('auth-user/permission-missing');
      await say({ approval });
      expect(last()).toMatchObject({ actor: beto, approver: ana, type, body: { reason: more.reason } });
      if (type !== 'order.LineVoided') return;
      core.stores.order.catchUp();
      expect(
        core.stores.order.db
          .prepare('SELECT void_reason, voided_by, void_approved_by FROM order_items')
          .get(),
      ).toEqual({ void_reason: more.reason, voided_by: beto, void_approved_by: ana });
    },
  );
});

describe("an approver's PIN", () => {
  it('counts and waits as at sign-in, many at once too', async () => {
    const guesses = Array.from({ length: 8 }, (_, n) =>
      openShift({ approval: { user: ana, pin: n === 7 ? PIN : `000${n}` } }).then(() => 'opened', String),
    );
    const answers = await Promise.all(guesses);
    expect(answers.filter((answer) => answer.includes('core/pin-wrong'))).toHaveLength(2);
    expect(answers.filter((answer) => answer.includes('core/pin-locked'))).toHaveLength(6);
    await expect(till.call(core, 'signIn', { user: ana, pin: PIN })).rejects.toThrow('core/pin-locked');
  });

  it('is in no file of the till and no answer, right or wrong', async () => {
    const pin = '907856341209';
    till.comeDown(core, 'store_staff', await till.staff({ pin }), await betosRow());
    const wrong = openShift({ approval: { user: ana, pin: '907856341208' } });
    const said = [await wrong.then(() => '', String)];
    said.push(JSON.stringify(await openShift({ approval: { user: ana, pin } })));
    await core[Symbol.asyncDispose]();
    const files = readdirSync(till.dataDir, { recursive: true, withFileTypes: true }).filter((each) =>
      each.isFile(),
    );
    expect(files.length).toBeGreaterThan(5);
    const bytes = files.map(({ parentPath, name }) =>
      readFileSync(join(parentPath, name)).toString('latin1'),
    );
    expect([...said, ...bytes].filter((text) => text.includes('90785634120'))).toEqual([]);
    core = till.open();
  });
});
