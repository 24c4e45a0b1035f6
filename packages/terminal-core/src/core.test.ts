import { cpSync, rmSync } from 'node:fs';
import { type AmountMinor, type Id, instant, ONE } from '@beaveros/kit';
import type { IpcInput, IpcPush } from '@beaveros/protocol/ipc';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { idOf, ITEM_ROW, PIN, TillFixture } from './_till-fixture.ts';
import type { Core } from './core.ts';
import { SESSION_IDLE_MS } from './sign-in/sign-in.ts';

let till: TillFixture;
let core: Core;
beforeEach(async () => {
  till = new TillFixture();
  core = till.open();
  await till.furnish(core);
});
afterEach(async () => {
  await core[Symbol.asyncDispose]();
  till[Symbol.dispose]();
});

async function restart(): Promise<void> {
  await core[Symbol.asyncDispose]();
  core = till.open();
}

async function signIn(): Promise<string> {
  return (await till.call(core, 'signIn', { user: idOf('ana'), pin: PIN })).session;
}

const me = async (session: string | null) => (await till.call(core, 'me', {}, { session })).signedIn;

/** An order with one burger that was sent to the grill. */
async function firedOrder(session: string) {
  const order = till.newId<'Order'>();
  await till.call(core, 'openShift', { shift: till.newId(), float: 0 as AmountMinor }, { session });
  await till.call(core, 'openOrder', { order, kind: 'counter', table: null, guests: null }, { session });
  const { line } = await addedLine(session, order);
  const firing = till.newId<'Firing'>();
  await till.call(core, 'fireOrder', { order, firing, lines: null }, { session });
  return { order, line, firing };
}

async function addedLine(session: string, order: Id<'Order'>) {
  const line = till.newId<'Line'>();
  const added = {
    line,
    item: ITEM_ROW.id as never,
    quantityMicro: ONE,
    options: [],
    note: null,
    override: null,
  };
  await till.call(core, 'addLines', { order, lines: [added] }, { session });
  return { line };
}

describe('a session', () => {
  it('speaks for who signed in, over a restart of the core too, until signed out', async () => {
    const session = await signIn();
    expect(await me(session)).toMatchObject({ user: idOf('ana'), name: 'Ana' });
    await restart();
    expect((await me(session))?.permissions).toContain('can_sell');
    await till.call(core, 'signOut', {}, { session });
    expect(await me(session)).toBeNull();
    await restart();
    expect(await me(session)).toBeNull();
    await expect(till.call(core, 'taxes', {}, { session })).rejects.toThrow('core/not-signed-in');
  });

  it('ends after twelve idle hours', async () => {
    const session = await signIn();
    till.now = instant(till.now + SESSION_IDLE_MS - 1);
    expect(await me(session)).not.toBeNull();
    till.now = instant(till.now + SESSION_IDLE_MS);
    expect(await me(session)).toBeNull();
  });

  it('of somebody who no longer works here is nobody', async () => {
    const session = await signIn();
    till.comeDown(core, 'store_staff', await till.staff({ isActive: false }));
    expect(await me(session)).toBeNull();
    till.comeDown(core, 'store_staff', await till.staff({ permissions: { can_sell: true } }));
    expect((await me(session))?.permissions).toEqual(['can_sell']);
    till.comeDown(core, 'store_staff');
    await restart();
    expect(await me(session)).toBeNull();
  });

  it('is not to be had by many guesses at once', async () => {
    const guesses = Array.from({ length: 12 }, (_, n) =>
      till
        .call(core, 'signIn', { user: idOf('ana'), pin: n === 11 ? PIN : `111${n}` })
        .then(() => 'signed in', String),
    );
    const answers = await Promise.all(guesses);
    expect(answers.filter((answer) => answer.includes('core/pin-wrong'))).toHaveLength(2);
    expect(answers.filter((answer) => answer.includes('core/pin-locked'))).toHaveLength(10);
  });
});

describe('the key that seals PINs', () => {
  it('may come from the keychain, and then the identity file need not have it', async () => {
    const sealKey = till.identity.sealKey!;
    expect((await till.call(core, 'status', {})).keyStore).toBe('file');
    await core[Symbol.asyncDispose]();
    const identity = { ...till.identity, sealKey: null };
    expect(() => till.open({ identity })).toThrow(
      expect.objectContaining({ code: 'enrolment/seal-key-missing' }),
    );
    core = till.open({ identity, sealKey });
    expect((await till.call(core, 'status', {})).keyStore).toBe('keychain');
    expect(await me(await signIn())).toMatchObject({ name: 'Ana' });
  });
});

describe('what a screen reads', () => {
  it('is how the store writes money and time, once its row is here', async () => {
    expect((await till.call(core, 'status', {})).locale).toEqual({
      language: 'es-ES',
      timeZone: 'Europe/Madrid',
      currency: { code: 'EUR', exponent: 2 },
    });
    using empty = new TillFixture();
    const other = empty.open();
    expect((await empty.call(other, 'status', {})).locale).toBeNull();
    await other[Symbol.asyncDispose]();
  });

  it('is every tax that an item may name, and the stations', async () => {
    const session = await signIn();
    const { taxes } = await till.call(core, 'taxes', {}, { session });
    expect(taxes.map(({ id, isActive }) => [id, isActive])).toEqual([
      [idOf('iva'), true],
      [idOf('old-tax'), false],
    ]);
    const { stations } = await till.call(core, 'stations', {}, { session });
    expect(stations.map(({ name }) => name)).toEqual(['Grill']);
  });

  it('is the paper of a closed document, and null for one that is not known', async () => {
    const session = await signIn();
    const { order } = await firedOrder(session);
    const document = till.newId<'Document'>();
    const tenders = [{ payment: till.newId(), method: idOf('cash'), tendered: 2000 }];
    const close = { order, document, tenders, printer: null } as unknown as IpcInput<'payAndClose'>;
    await till.call(core, 'payAndClose', close, { session });
    const { svg } = await till.call(core, 'receiptPicture', { order, document }, { session });
    expect(svg).toContain('<title>Recibo T1-1-000001</title>');
    expect(svg).toContain('>Cambio</text>');
    expect(svg).toContain('>7,50</text>');
    expect(await till.call(core, 'receiptPicture', { order, document: till.newId() }, { session })).toEqual({
      svg: null,
    });
  });
});

describe('a push', () => {
  it('tells that the outbox moved, behind the one that tells what was sold', async () => {
    const session = await signIn();
    const pushed: IpcPush[] = [];
    const moved = new Promise<void>((resolve) => {
      core.onPush((push) => {
        pushed.push(push);
        if (push.push === 'changed' && push.service === 'status') resolve();
      });
    });
    const before = (await till.call(core, 'status', {})).outbox;
    const shift = till.newId<'Shift'>();
    await till.call(core, 'openShift', { shift, float: 0 as AmountMinor }, { session });
    await moved;
    expect(pushed).toEqual([
      { push: 'changed', service: 'journal', aggregates: [shift] },
      { push: 'changed', service: 'status', aggregates: [] },
    ]);
    expect((await till.call(core, 'status', {})).outbox).toBe(before + 1);
  });
});

describe('tickets', () => {
  it('are pushed as they stand, before the change is told, and only when one changed', async () => {
    const session = await signIn();
    const pushed: IpcPush[] = [];
    core.onPush((push) => pushed.push(push));
    const { order } = await firedOrder(session);
    const told = pushed.filter(({ push }) => push === 'tickets');
    const { tickets } = await till.call(core, 'tickets', { station: null, includeDone: true }, { session });
    expect(told).toEqual([{ push: 'tickets', order, tickets }]);
    expect(pushed[pushed.indexOf(told[0]!) + 1]).toMatchObject({ push: 'changed', service: 'journal' });
  });

  it('are pushed by a new till, too, that hears of the order after what was fired of it', async () => {
    const [session, other, late] = [await signIn(), till.sibling('T2'), till.sibling('T3')];
    await using opener = other.open();
    await using listener = late.open();
    listener.journal.installSnapshot(core.journal.snapshot(), core.journal.ownChain, till.now);
    const order = till.newId<'Order'>();
    const give = (from: Core, to: Core) => {
      const { ownChain } = from.journal;
      const known = to.journal.heads().find(({ chain }) => chain === ownChain)?.seq ?? 0;
      const batch = from.journal.batchAfter(ownChain, known, { entries: 500, bytes: 4 * 1024 * 1024 })!;
      expect(to.journal.receive(batch, till.now).kind).toBe('stored');
    };
    await other.furnish(opener);
    const theirs = await other.call(opener, 'signIn', { user: idOf('ana'), pin: PIN });
    const opening = { order, kind: 'counter', table: null, guests: null } as const;
    await other.call(opener, 'openOrder', opening, { session: theirs.session });
    give(opener, core);
    const { line } = await addedLine(session, order);
    const firing = till.newId<'Firing'>();
    await till.call(core, 'fireOrder', { order, firing, lines: null }, { session });
    const pushed: IpcPush[] = [];
    listener.onPush((push) => pushed.push(push));
    give(core, listener);
    listener.stores.applyBehind();
    expect(pushed.filter(({ push }) => push === 'tickets')).toEqual([]);
    give(opener, listener);
    expect(pushed).toContainEqual(
      expect.objectContaining({ push: 'tickets', order, tickets: [expect.objectContaining({ order })] }),
    );
    const shown = await late.call(
      listener,
      'tickets',
      { station: null, includeDone: true },
      { screen: 'kitchen' },
    );
    expect(JSON.stringify(shown)).toContain(line);
  });
});

describe("a kitchen's screen", () => {
  it('bumps as the device: the entry names nobody', async () => {
    const { order, line, firing } = await firedOrder(await signIn());
    const lines = [{ line, firing }];
    const { tickets } = await till.call(core, 'bump', { order, lines, stage: null }, { screen: 'kitchen' });
    expect(tickets[0]).toMatchObject({ isDone: true, station: { name: 'Grill' } });
    const last = core.journal.after(core.journal.lastArrival - 1, 1)[0]!.recorded[0]!;
    expect([last.header.command, last.header.actor]).toEqual(['bump', null]);
    expect((await till.call(core, 'me', {}, { screen: 'kitchen' })).signedIn).toBeNull();
  });
});

describe('a till whose disk was cloned', () => {
  it('shows what stands once it hears of its twin, its own orders among it', async () => {
    const session = await signIn();
    await core[Symbol.asyncDispose]();
    const twinDir = `${till.dataDir}-twin`;
    cpSync(till.dataDir, twinDir, { recursive: true });
    core = till.open();
    const twin = till.open({ dataDir: twinDir });
    try {
      const [mine, theirs] = [await firedOrder(session), till.newId<'Order'>()];
      const { order, line } = mine;
      const counter = { order: theirs, kind: 'counter', table: null, guests: null } as const;
      await till.call(twin, 'openOrder', counter, { session });
      const pushes: IpcPush[] = [];
      core.onPush((push) => pushes.push(push));
      const chain = core.journal.ownChain;
      const batch = twin.journal.batchAfter(chain, 0, { entries: 500, bytes: 4 * 1024 * 1024 })!;
      expect(core.journal.receive(batch, till.now).kind).toBe('stored');
      expect(core.journal.ownChain).not.toBe(chain);
      const { orders } = await till.call(
        core,
        'orders',
        { status: 'open', limit: 9, offset: 0 },
        { session },
      );
      expect(orders.map((each) => each.order).toSorted()).toEqual([order, theirs].toSorted());
      expect(pushes).toContainEqual({ push: 'changed', service: 'journal', aggregates: [] });
      await till.call(core, 'voidLine', { order, line, reason: 'x' }, { session });
      expect(core.journal.after(0, 99).at(-1)?.chain).toBe(core.journal.ownChain);
      expect(core.stores.all().flatMap(({ fault }) => fault ?? [])).toEqual([]);
    } finally {
      await twin[Symbol.asyncDispose]();
      rmSync(twinDir, { recursive: true });
    }
  });
});
