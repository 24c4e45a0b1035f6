import { type AmountMinor, type Id, ONE, quantityMicro } from '@beaveros/kit';
import { afterEach, beforeEach, expect } from 'vitest';
import { idOf, ITEM_ROW, PIN, TillFixture } from './_till-fixture.ts';
import type { Core } from './core.ts';

/** A whole till with the rows of a small store, at which Ana is signed in. */
export interface Place {
  till: TillFixture;
  core: Core;
  session: string;
}

/** Rows beyond those of `TillFixture.furnish`, or a shift: before anybody comes. */
export type Furnish = (place: Place) => void | Promise<void>;

async function opened(till: TillFixture, furnish: Furnish): Promise<Place> {
  const core = till.open();
  await till.furnish(core);
  const { session } = await till.call(core, 'signIn', { user: idOf('ana'), pin: PIN });
  const place = { till, core, session };
  await furnish(place);
  return place;
}

/** A till before each test of the file, closed behind it. What it holds is another one in every test. */
export function onOneTill(furnish: Furnish = () => {}): Place {
  const place = {} as Place;
  beforeEach(async () => {
    Object.assign(place, await opened(new TillFixture(), furnish));
  });
  afterEach(async () => {
    await place.core[Symbol.asyncDispose]();
    place.till[Symbol.dispose]();
  });
  return place;
}

/** Two tills of one store before each test of the file; what one knows the other learns by `give`. */
export function onTwoTills(furnish: Furnish = () => {}): { readonly one: Place; readonly two: Place } {
  const one = onOneTill(furnish);
  const two = {} as Place;
  beforeEach(async () => {
    Object.assign(two, await opened(one.till.sibling('T2'), furnish));
  });
  // Hooks run last first: the second till closes before the first removes the folder of both.
  afterEach(async () => {
    await two.core[Symbol.asyncDispose]();
  });
  return { one, two };
}

/** What `from` knows beyond `to`, as the exchange would bring it. */
export function give(from: Place, to: Place): void {
  for (const { chain } of from.core.journal.heads()) {
    const has = to.core.journal.heads().find((head) => head.chain === chain)?.seq ?? 0;
    const batch = from.core.journal.batchAfter(chain, has, { entries: 1_000, bytes: 4_000_000 });
    if (batch !== null && batch.entries.length > 0)
      expect(to.core.journal.receive(batch, to.till.now)).toMatchObject({ kind: 'stored' });
  }
}

/** A shift without a float. */
export async function openShift({ till, core, session }: Place): Promise<Id<'Shift'>> {
  const shift = till.newId<'Shift'>();
  await till.call(core, 'openShift', { shift, float: 0 as AmountMinor }, { session });
  return shift;
}

/** An order at the counter, without lines. */
export async function openOrder({ till, core, session }: Place): Promise<Id<'Order'>> {
  const order = till.newId<'Order'>();
  await till.call(core, 'openOrder', { order, kind: 'counter', table: null, guests: null }, { session });
  return order;
}

/** A line as a screen adds it: burgers, unless another item is said. */
export function lineOf({ till }: Place, units = 1, item: string = ITEM_ROW.id) {
  return {
    line: till.newId<'Line'>(),
    item: item as Id<'Item'>,
    quantityMicro: quantityMicro(units * ONE),
    options: [],
    note: null,
    override: null,
  };
}

/** Adds one line and says its id. */
export async function addLine(
  place: Place,
  order: Id<'Order'>,
  units = 1,
  item?: string,
): Promise<Id<'Line'>> {
  const line = lineOf(place, units, item);
  await place.till.call(place.core, 'addLines', { order, lines: [line] }, { session: place.session });
  return line.line;
}

/** A price rule as head office writes it: of every store, at any time. */
export const priceRule = (name: string, kind: string, rule: object, more: object = {}) => ({
  id: idOf(name),
  storeId: null,
  kind,
  name,
  rule,
  validFrom: null,
  validTo: null,
  weekdays: null,
  times: null,
  isActive: true,
  version: 1,
  ...more,
});

/** The turns of the event loop in which a till does what it does by itself. */
export async function turns(): Promise<void> {
  for (let turn = 0; turn < 25; turn += 1) await new Promise<void>((resume) => setImmediate(resume));
}
