import { type Paper, startVirtualPrinter, type VirtualPrinter } from '@beaveros/devices/virtual';
import { amountMinor, businessDate, type Id, ONE } from '@beaveros/kit';
import type { IpcCallName, IpcInput, IpcOutput } from '@beaveros/protocol/ipc';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { idOf, ITEM_ROW, PIN, TillFixture } from '../_till-fixture.ts';
import type { Core } from '../core.ts';

// A till with a printer on a real socket: what is asked for lies in the tray, once.

const PRINTER = idOf<'Device'>('printer');
let till: TillFixture;
let core: Core;
let printer: VirtualPrinter;
let session: string;
let shift: Id<'Shift'>;

beforeEach(async () => {
  printer = await startVirtualPrinter({ port: 0 });
  till = new TillFixture();
  core = till.open();
  await till.furnish(core);
  till.comeDown(core, 'devices', device());
  session = (await till.call(core, 'signIn', { user: idOf('ana'), pin: PIN })).session;
  shift = till.newId<'Shift'>();
  await call('openShift', { shift, float: amountMinor(10_000) });
});
afterEach(async () => {
  await core[Symbol.asyncDispose]();
  till[Symbol.dispose]();
  await printer[Symbol.asyncDispose]();
});

const device = () => ({
  id: PRINTER,
  storeId: till.identity.store,
  terminalId: till.identity.terminal,
  kind: 'receipt-printer',
  name: 'Printer',
  connection: { via: 'tcp', host: '127.0.0.1', port: printer.port },
  profile: 'epson-80mm',
  isActive: true,
});

const call = <Name extends IpcCallName>(name: Name, input: IpcInput<Name>): Promise<IpcOutput<Name>> =>
  till.call(core, name, input, { session });

async function openBurgers(count = 1): Promise<Id<'Order'>> {
  const order = till.newId<'Order'>();
  await call('openOrder', { order, kind: 'counter', table: null, guests: null });
  const lines = Array.from({ length: count }, () => ({
    line: till.newId<'Line'>(),
    item: ITEM_ROW.id as Id<'Item'>,
    quantityMicro: ONE,
    options: [],
    note: null,
    override: null,
  }));
  await call('addLines', { order, lines });
  return order;
}

const cash = (tendered: number) => ({
  payment: till.newId<'Payment'>(),
  method: idOf<'PaymentMethod'>('cash'),
  tendered: amountMinor(tendered),
});

async function sell(tendered: number, count = 1) {
  const order = await openBurgers(count);
  const document = till.newId<'Document'>();
  const tenders = [cash(tendered)];
  return (await call('payAndClose', { order, document, tenders, printer: PRINTER })).order;
}

/** The words of the sheet that came out last, of so many. */
async function sheet(many: number): Promise<string> {
  await printer.until(({ papers }) => papers.length >= many);
  expect(printer.papers).toHaveLength(many);
  return textOf(printer.papers.at(-1)!);
}

const textOf = ({ lines }: Paper) => lines.map((line) => line.trimEnd()).join('\n');
/** What stands at the end of the row that begins with these words. */
const amountAt = (text: string, label: string) =>
  new RegExp(`^ *${label}.* ([+-]?[\\d,]+)$`, 'm').exec(text)?.[1];

describe('the paper of a till', () => {
  it('is the Z by itself, with the sums of its report, and a COPY when it is asked for again', async () => {
    const sold = await sell(4_000, 3);
    await sheet(1);
    const [closed] = sold.documents;
    const back = { payment: till.newId<'Payment'>(), amount: amountMinor(1_250) };
    await call('refund', {
      order: sold.order,
      document: till.newId<'Document'>(),
      refunds: closed!.document,
      lines: [{ line: closed!.lines[0]!.line, quantityMicro: ONE }],
      reason: 'frío',
      tenders: [{ ...back, to: { kind: 'method', method: idOf('cash'), account: null } }],
      restock: false,
      printer: PRINTER,
    });
    const refund = await sheet(2);
    expect(refund).toContain('Devolución');
    expect(refund).toContain('Devolución de T1-1-000001');
    expect(refund).toContain('Motivo: frío');
    expect(refund).toContain('Firma');
    expect([amountAt(refund, 'TOTAL EUR'), amountAt(refund, 'Efectivo')]).toEqual(['-12,50', '-12,50']);
    await call('cashOut', { amount: amountMinor(600), reason: 'hielo', printer: PRINTER });
    const slip = await sheet(3);
    expect([amountAt(slip, 'EUR'), slip.includes('Motivo: hielo'), slip.includes('Ana')]).toEqual([
      '6,00',
      true,
      true,
    ]);
    const count = { denominations: [], amount: amountMinor(11_800) };
    const { report } = await call('closeShift', { shift, count, printer: PRINTER });
    const z = await sheet(4);
    const money = (amount: number) => (amount / 100).toFixed(2).replace('.', ',');
    const said = {
      Documentos: String(report.sales.count + report.refunds.count),
      'Ventas x1': money(report.sales.total),
      'Devoluciones x1': money(report.refunds.total),
      Base: money(report.net),
      'TOTAL EUR': money(report.total),
      'Efectivo x2': money(report.tenders[0]!.taken),
      devuelto: money(report.tenders[0]!.refunded),
      Fondo: money(report.float),
      'Cobros en efectivo': money(report.cashOfPayments),
      'Salidas x1': money(0 - report.cashOut.amount),
      Esperado: money(report.expected),
      Contado: money(report.counted!),
      Diferencia: money(report.variance!),
    };
    for (const [label, amount] of Object.entries(said))
      expect([label, amountAt(z, label)]).toEqual([label, amount]);
    expect(report).toMatchObject({ total: 2_500, expected: 11_900, variance: -100 });
    expect(z).toContain('T1-1-000001 > T1-1-000002');
    expect(z).not.toContain('COPY');
    await call('reprintZ', { shift, printer: null });
    const copy = await sheet(5);
    expect(copy.replace(/^.*COPY.*\n/, '')).toBe(z);
    const { svg } = await call('zReportPicture', { shift });
    expect(svg).toContain('<title>Informe Z T1-1-000001</title>');
    expect(await call('zReportPicture', { shift: till.newId() })).toEqual({ svg: null });
    expect(printer.problems).toEqual([]);
  });

  it('is an X, a bill, a part that was paid and a quote, and none of them is a document', async () => {
    const order = await openBurgers(2);
    await call('printBill', { order, printer: null });
    const bill = await sheet(1);
    expect(bill).toContain('Cuenta');
    expect(bill).toContain('No es un recibo');
    expect(amountAt(bill, 'TOTAL EUR')).toBe('25,00');
    await call('recordPayment', { order, tenders: [cash(1_000)], printer: PRINTER });
    const part = await sheet(2);
    expect([amountAt(part, 'Efectivo'), amountAt(part, 'A PAGAR')]).toEqual(['10,00', '15,00']);
    const validUntil = businessDate('2099-12-24');
    const quote = till.newId<'Quote'>();
    await call('issueQuote', { order, quote, validUntil, printer: PRINTER });
    const quoted = await sheet(3);
    expect(quoted).toContain('Presupuesto');
    expect(quoted).toContain('Válido hasta 2099-12-24');
    await call('reprint', { order, document: quote as string as Id<'Document'>, printer: null });
    expect(await sheet(4)).toContain('COPY');
    await call('printX', { printer: null });
    const x = await sheet(5);
    expect(x).toContain('Informe X');
    expect(x).toContain('El turno sigue abierto');
    expect([amountAt(x, 'TOTAL EUR'), amountAt(x, 'de ello a cuenta'), amountAt(x, 'Esperado')]).toEqual([
      '0,00',
      '10,00',
      '110,00',
    ]);
    const { jobs } = await call('printJobs', { limit: 9, offset: 0 });
    expect(jobs.map(({ paper }) => paper)).toEqual(['x', 'document', 'document', 'bill', 'bill']);
    expect((await call('order', { order })).order?.documents).toEqual([]);
  });

  it('is a voucher for a card that is sold, and what is on it when it pays; a slip to sign for a debt', async () => {
    const card = { ...ITEM_ROW, id: idOf('card'), name: 'Tarjeta regalo', type: 'gift_card', sku: null };
    till.comeDown(core, 'till_items', ITEM_ROW, card);
    till.comeDown(
      core,
      'payment_methods',
      { id: idOf('cash'), name: 'Efectivo', type: 'cash', isActive: true },
      { id: idOf('account'), name: 'A cuenta', type: 'credit_account', isActive: true },
    );
    const order = till.newId<'Order'>();
    await call('openOrder', { order, kind: 'counter', table: null, guests: null });
    const load = {
      order,
      line: till.newId<'Line'>(),
      item: idOf<'Item'>('card'),
      amount: amountMinor(2_500),
    };
    await call('sellGiftCard', { ...load, kind: 'gift-card', code: '6035 0001 4711', customer: null });
    const sold = { order, document: till.newId<'Document'>(), tenders: [cash(2_500)], printer: PRINTER };
    await call('payAndClose', sold);
    const voucher = await sheet(2);
    expect([amountAt(voucher, 'Importe EUR'), amountAt(voucher, 'Saldo')]).toEqual(['25,00', '25,00']);
    expect(voucher).toContain('**** 4711');
    expect(printer.papers.map(textOf).join()).not.toContain('0001 4711');
    const code = { kind: 'gift-card', code: '6035 0001 4711' } as const;
    const { account } = (await call('balance', code)).account!;
    await payOn({ kind: 'gift-card', id: account });
    const receipt = await sheet(3);
    expect([amountAt(receipt, 'Tarjeta regalo'), amountAt(receipt, 'Saldo')]).toEqual(['-12,50', '12,50']);
    // The copy of the first receipt brings its voucher again, with what was on the card then.
    await call('reprint', { order, document: sold.document, printer: null });
    const copy = await sheet(5);
    expect([copy.includes('COPY'), amountAt(copy, 'Saldo')]).toEqual([true, '25,00']);
    const customer = till.newId<'Customer'>();
    const limit = { label: customer.slice(-4), creditLimit: amountMinor(9_000), customer };
    const house = (await call('openAccount', { kind: 'house-account', code: customer, ...limit })).account;
    await payOn({ kind: 'house-account', id: house.account }, customer);
    const slip = await sheet(7);
    expect([amountAt(slip, 'Cargado EUR'), amountAt(slip, 'Debe ahora')]).toEqual(['12,50', '12,50']);
    expect(slip).toContain('Firma');
    expect(printer.problems).toEqual([]);
  });

  /** A burger for 12.50, on somebody's account. */
  async function payOn(
    account: { kind: 'gift-card' | 'house-account'; id: Id<'Account'> },
    customer?: Id<'Customer'>,
  ) {
    const order = await openBurgers();
    if (customer !== undefined) await call('setCustomer', { order, customer });
    const tender = { payment: till.newId<'Payment'>(), method: idOf<'PaymentMethod'>('account'), account };
    const tenders = [{ ...tender, tendered: amountMinor(1_250) }];
    await call('payAndClose', { order, document: till.newId<'Document'>(), tenders, printer: PRINTER });
  }

  it('comes out once, whatever dies: the Z of a till that stopped before its first byte', async () => {
    await core[Symbol.asyncDispose]();
    core = till.open();
    // The printer's row is gone for the moment: what is asked for waits in the spool.
    till.comeDown(core, 'devices');
    await call('closeShift', { shift, count: null, printer: PRINTER });
    await core[Symbol.asyncDispose]();
    core = till.open();
    await core[Symbol.asyncDispose]();
    core = till.open();
    expect(printer.papers).toHaveLength(0);
    till.comeDown(core, 'devices', device());
    const z = await sheet(1);
    expect(z).toContain('Informe Z');
    expect(z).toContain('Nadie ha contado');
    await core[Symbol.asyncDispose]();
    core = till.open();
    // A second one would have come before what is asked for now.
    await call('reprintZ', { shift, printer: null });
    expect(await sheet(2)).toContain('COPY');
  });
});
