import { type AmountMinor, ONE } from '@beaveros/kit';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inspectStores } from '../inspect/inspect-stores.ts';
import { RESTAURANT } from '../seed/restaurant.ts';
import { seedTenant } from '../seed/seed-tenant.ts';
import { type House, type HouseTenant, temporaryHouse } from './house.ts';
import type { TillClient } from './till-client.ts';
import { until } from './until.ts';

const TIMEOUT_MS = 30_000;

let house: House;
let castor: HouseTenant;

beforeAll(async () => {
  house = await temporaryHouse([{ plan: RESTAURANT, tills: ['T1', 'T2'], hasPrinters: true }]);
  castor = house.tenant('casa-castor');
});
afterAll(async () => {
  await house?.[Symbol.asyncDispose]();
});

const DAY_MS = 86_400_000;
const dayFromNow = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);

/** Sells one thing for cash and prints it; the document's total. */
async function sell(screen: TillClient, sku: string): Promise<AmountMinor> {
  const order = screen.newId<'Order'>();
  const { items } = await screen.call('search', { text: sku, limit: 10 });
  const { methods } = await screen.call('paymentMethods', {});
  const { devices } = await screen.call('devices', {});
  const printer = devices.find(({ kind }) => kind === 'receipt-printer')!;
  const cash = methods.find(({ type }) => type === 'cash')!;
  await screen.call('openOrder', { order, kind: 'counter', table: null, guests: null });
  const line = {
    line: screen.newId<'Line'>(),
    item: items.find((item) => item.sku === sku)!.id,
    quantityMicro: ONE,
    options: [],
    note: null,
    override: null,
  };
  const { order: view } = await screen.call('addLines', { order, lines: [line] });
  const { document } = await screen.call('payAndClose', {
    order,
    document: screen.newId<'Document'>(),
    tenders: [{ payment: screen.newId<'Payment'>(), method: cash.id, tendered: view.total }],
    printer: printer.id,
  });
  return document.total;
}

describe('the house', () => {
  it('sells from nothing: PIN, sale, receipt on paper, drawer, and the sale in the report', async () => {
    const screen = await castor.signedIn('T1', 'marta');
    await screen.call('openShift', { shift: screen.newId<'Shift'>(), float: 10_000 as AmountMinor });
    expect(await sell(screen, 'CC-504')).toBe(420);
    const printer = castor.printer('T1');
    await printer.until(({ papers, drawer }) => papers.length === 1 && drawer.opened === 1);
    const paper = printer.papers[0]!.lines.join('\n');
    expect(paper).toContain('Copa de Rioja');
    expect(paper).toContain('4,20');
    expect(printer.problems).toEqual([]);
    const sales = await until(
      async () => {
        // The business date may be yesterday's.
        const query = { from: dayFromNow(-1), to: dayFromNow(1) };
        const { totals } = await castor.api.call('readSales', { query });
        return totals[0];
      },
      { what: 'the report has the sale', timeoutMs: TIMEOUT_MS },
    );
    expect(sales).toMatchObject({ currency: 'EUR', documents: 1, lines: 1, total: '4.20' });
  });

  it('shows the sale of one till on the other, and sells on while the line to the cloud is cut', async () => {
    const other = await castor.signedIn('T2', 'pablo');
    await other.until('totals', { businessDate: null }, ({ total }) => total === '4.20');
    house.network.cut();
    await other.until('status', {}, ({ reach }) => reach === 'store-only');
    await other.call('openShift', { shift: other.newId<'Shift'>(), float: 0 as AmountMinor });
    expect(await sell(other, 'CC-502')).toBe(260);
    house.network.heal();
    await other.until('status', {}, ({ reach, outbox }) => reach === 'online' && outbox === 0);
  });

  it('keeps a till through SIGKILL: the same screen goes on after the restart', async () => {
    const till = castor.till('T1');
    const screen = await castor.signedIn('T1', 'marta');
    const before = await screen.call('storeDigests', {});
    await till.kill();
    await till.start();
    expect(await screen.call('storeDigests', {})).toEqual(before);
    expect(await sell(screen, 'CC-504')).toBe(420);
  });

  it('keeps the cloud through SIGKILL, and seeding again changes nothing', async () => {
    const before = await castor.api.all('listItems', {});
    await house.cloud.kill();
    await house.cloud.start();
    const printers = { T1: { host: '127.0.0.1', port: castor.printer('T1').port } };
    const again = await seedTenant(castor.api, RESTAURANT, printers);
    expect(again).toEqual({ storeId: castor.storeId, terminalIds: castor.terminalIds });
    expect(await castor.api.all('listItems', {})).toEqual(before);
  });

  it('inspects the stores of a till that is stopped: refuses a running one, finds a changed row, folds it anew', async () => {
    const till = castor.till('T2');
    const inspect = (action: 'verify' | 'rebuild') => inspectStores(action, till.dataDir, () => {});
    await expect(inspect('verify')).rejects.toMatchObject({ code: 'journal/in-use' });
    await till.stop();
    const whole = await inspect('verify');
    expect(whole.map(({ service, ok }) => [service, ok])).toEqual([
      ['order', true],
      ['payment', true],
      ['payment-accounts', true],
      ['workflow', true],
      ['service-entity', true],
      ['product-catalog', true],
    ]);
    const db = new Database(`${till.dataDir}/folded/order.sqlite`);
    const [table] = db
      .prepare(`SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'folded_meta'`)
      .pluck()
      .all();
    expect(db.prepare(`DELETE FROM "${String(table)}"`).run().changes).toBeGreaterThan(0);
    db.close();
    expect((await inspect('verify'))[0]).toMatchObject({ service: 'order', ok: false });
    await inspect('rebuild');
    expect(await inspect('verify')).toEqual(whole);
    await till.start();
  });
});
