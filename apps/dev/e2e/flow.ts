import { amountMinor } from '@beaveros/kit';
import { expect } from '@playwright/test';
import { openSale } from '../src/bench/sale.ts';
import type { HouseTenant } from '../src/house/house.ts';
import { until } from '../src/house/until.ts';
import type { KitchenPage } from './pages/kitchen.ts';
import type { TillPage } from './pages/till.ts';

// What several plays do alike, in the words of the restaurant's plan.

/** Who plays: the plan's manager and a cashier. */
export const MARTA = { name: 'Marta Vega', pin: '2580' } as const;
export const PABLO = { name: 'Pablo Ríos', pin: '1111' } as const;

/** Items of the plan by what they are for. */
export const BURGER = { sku: 'CC-204', name: 'Hamburguesa Castor', category: 'Carnes' } as const;
export const BEER = { sku: 'CC-502', name: 'Caña', category: 'Bebidas' } as const;
/** Three of it for the price of two. */
export const FRUIT = { sku: 'CC-405', name: 'Fruta de temporada', category: 'Postres' } as const;
export const FLAN = { sku: 'CC-402', name: 'Flan de la casa', category: 'Postres' } as const;

const DAY_MS = 86_400_000;

/** A burger with options (16.30) and two beers (5.20), fired. */
export async function orderAndFire(till: TillPage): Promise<void> {
  await till.category(BURGER.category);
  await till.tapWith(BURGER.sku, ['Al punto', 'Patatas fritas', 'Queso manchego']);
  await till.category(BEER.category);
  await till.tap(BEER.sku);
  await till.line(BEER.name).getByTestId('line-more').click();
  await till.at('fire').click();
  await expect(till.lines).toHaveCount(2);
  await till.expectTotalDigits('2150');
}

/** The sale of every play: the above, and a flan that comes back (-4.90): 16.60. */
export async function takeOrder(till: TillPage): Promise<void> {
  await orderAndFire(till);
  await till.at('return-toggle').click();
  await till.category(FLAN.category);
  await till.tap(FLAN.sku);
  await expect(till.lines).toHaveCount(3);
  await till.expectTotalDigits('1660');
}

/**
 * Everything that makes an order of {@link takeOrder} come to what it does: a promotion (three of FRUIT for 9.00), a
 * discount on the beers (10 % of 5.20), one on the order (1.00), a seat, two courses, one of them on hold. 24.08 in all.
 */
export async function giveReasons(till: TillPage, tenant: HouseTenant, code: string): Promise<void> {
  // What comes next is sold again.
  await till.at('return-toggle').click();
  await till.category(FRUIT.category);
  for (let piece = 0; piece < 3; piece += 1) await till.tap(FRUIT.sku);
  await till.expectTotalDigits('2560');
  await using screen = await tenant.signedIn(code, 'marta');
  const { orders } = await screen.call('orders', { status: 'open', limit: 1, offset: 0 });
  const { order } = orders[0]!;
  const view = (await screen.call('order', { order })).order!;
  const line = (name: string) => view.lines.find((each) => each.name === name)!.line;
  const discount = () => ({ order, discount: screen.newId<'Discount'>() });
  const terms = { kind: 'percent', ratePpb: 100_000_000 } as const;
  await screen.call('discountLine', {
    ...discount(),
    line: line(BEER.name),
    name: 'Sin espuma',
    reason: 'Sin espuma',
    terms,
  });
  await screen.call('discountOrder', {
    ...discount(),
    name: 'Cliente de siempre',
    reason: 'Cliente de siempre',
    terms: { kind: 'amount', amountMinor: amountMinor(100) },
  });
  await screen.call('setSeat', { order, lines: [line(BURGER.name)], seat: 2 });
  await screen.call('setCourse', { order, lines: [line(BURGER.name)], course: 1 });
  await screen.call('setCourse', { order, lines: [line(FRUIT.name)], course: 2 });
  await screen.call('holdCourse', { order, course: 2, isHeld: true });
  await expect(till.at('course-head')).toHaveCount(2);
}

/** The burger's ticket, from the till to the board and away. */
export async function cook(kitchen: KitchenPage): Promise<void> {
  const ticket = kitchen.ticketWith(BURGER.name);
  await expect(ticket).toHaveCount(1);
  for (const option of ['Al punto', 'Patatas fritas', 'Queso manchego'])
    await expect(ticket).toContainText(option);
  await kitchen.bump(BURGER.name);
}

/** Sales of one beer each without a screen, where only their outcome is looked at. */
export async function sellByCall(tenant: HouseTenant, code: string, sales: number): Promise<void> {
  await using screen = await tenant.signedIn(code, 'marta');
  await screen.call('openShift', { shift: screen.newId<'Shift'>(), float: amountMinor(10_000) });
  const { methods } = await screen.call('paymentMethods', {});
  const { items } = await screen.call('scan', { code: BEER.sku });
  const cash = methods.find(({ type }) => type === 'cash')!.id;
  const counter = { screen, cash, items: items.map(({ id }) => id) };
  for (let sale = 0; sale < sales; sale += 1) await screen.call('payAndClose', await openSale(counter, 1));
}

/** Documents of a till as its core folded them. */
export async function expectSales(
  tenant: HouseTenant,
  code: string,
  documents: number,
  total: string,
): Promise<void> {
  await using screen = await tenant.signedIn(code, 'marta');
  const seen = await screen.until(
    'totals',
    { businessDate: null },
    (totals) => totals.documents >= documents,
  );
  expect(seen).toMatchObject({ documents, total });
}

/** Waits until the cloud's report counts so many documents of the store. */
export async function untilCloudCounts(tenant: HouseTenant, documents: number): Promise<void> {
  // Business dates around today, whatever the time zones of store and machine.
  const day = (offset: number): string => new Date(Date.now() + offset * DAY_MS).toISOString().slice(0, 10);
  await until(
    async () => {
      const { totals } = await tenant.api.call('readSales', { query: { from: day(-1), to: day(1) } });
      return (totals[0]?.documents ?? 0) >= documents ? true : undefined;
    },
    { what: `the cloud counts ${documents} documents`, timeoutMs: 30_000, everyMs: 200 },
  );
}
