import type { ClosedDocument } from '@beaveros/domain/order';
import type { DeviceRow, StoreRow } from '@beaveros/domain/service-entity';
import {
  amountMinor,
  businessDate,
  derivedId,
  type Id,
  quantityMicro,
  ratePpm,
  unitPriceMicro,
  ZERO,
} from '@beaveros/kit';

const NAMESPACE = '6ba7b810-9dad-41d1-80b4-00c04fd430c8';
/** The same id for the same name, so that a failing test reads well. */
export const idOf = <Of extends string>(name: string): Id<Of> => derivedId<Of>(NAMESPACE, name);

const EUR = { code: 'EUR', exponent: 2 };

export const STORE: StoreRow = {
  id: idOf('store'),
  tenantId: idOf('tenant'),
  name: 'Casa Castor',
  code: 'CC',
  timeZone: 'Europe/Madrid',
  dayStartMinutes: 240,
  currency: EUR,
  taxRounding: 'per_line',
  address: 'Calle Mayor 1\n28013 Madrid',
  receiptHeader: null,
  receiptFooter: '¡Gracias!',
  language: 'es',
  isActive: true,
};

/** Nobody's work, seat or course, and no discount. */
const PLAIN_LINE = { categories: [], staff: null, seat: null, course: null, discounts: [] };

export const DOCUMENT: ClosedDocument = {
  document: idOf('document'),
  number: { terminalCode: 'T1', series: 1, counter: 42 },
  label: 'T1-7',
  kind: 'dine-in',
  tableName: 'Mesa 4',
  currency: EUR,
  businessDate: businessDate('2026-11-22'),
  localTime: '2026-11-22T13:05:09',
  cashierName: 'Ana',
  lines: [
    {
      line: idOf('line-1'),
      item: idOf('burger'),
      name: 'Hamburguesa de la casa con queso de cabra',
      sku: null,
      quantityMicro: quantityMicro(2_000_000),
      unitPriceMicro: unitPriceMicro(12_500_000),
      modifiers: [
        {
          modifier: idOf('doneness'),
          option: idOf('medium'),
          name: 'Punto',
          optionName: 'Al punto',
          priceMicro: unitPriceMicro(0),
        },
      ],
      note: 'sin cebolla',
      net: amountMinor(2273),
      taxes: [],
      total: amountMinor(2500),
      ...PLAIN_LINE,
      listed: amountMinor(2500),
    },
    {
      line: idOf('line-2'),
      item: idOf('olives'),
      name: 'Aceitunas',
      sku: null,
      quantityMicro: quantityMicro(-250_000),
      unitPriceMicro: unitPriceMicro(8_000_000),
      modifiers: [],
      note: null,
      net: amountMinor(-182),
      taxes: [],
      total: amountMinor(-200),
      ...PLAIN_LINE,
      listed: amountMinor(-200),
    },
  ],
  charges: [],
  net: amountMinor(2091),
  taxes: [
    { tax: idOf('iva'), name: 'IVA', ratePpm: ratePpm(100_000), mode: 'included', amount: amountMinor(209) },
  ],
  total: amountMinor(2300),
  payments: [
    {
      payment: idOf('payment'),
      method: idOf('cash'),
      name: 'Efectivo',
      type: 'cash',
      amount: amountMinor(2300),
      tendered: amountMinor(2500),
      change: amountMinor(200),
      tip: ZERO,
      rounding: ZERO,
      account: null,
    },
  ],
  voided: [],
  discount: ZERO,
  rounding: ZERO,
  tips: ZERO,
  customer: null,
  guests: 2,
  isTraining: false,
  shift: null,
  change: amountMinor(200),
  note: null,
  saw: [],
};

export function printerRow(port: number): DeviceRow {
  return {
    id: idOf('printer'),
    tenantId: idOf('tenant'),
    storeId: idOf('store'),
    terminalId: idOf('terminal'),
    name: 'Receipt printer',
    kind: 'receipt-printer',
    connection: { via: 'tcp', host: '127.0.0.1', port },
    profile: 'epson-80mm',
    isActive: true,
  };
}

export const DRAWER: DeviceRow = {
  id: idOf('drawer'),
  tenantId: idOf('tenant'),
  storeId: idOf('store'),
  terminalId: idOf('terminal'),
  name: 'Drawer',
  kind: 'cash-drawer',
  connection: { via: 'printer', printer: idOf('printer'), connector: 2 },
  profile: null,
  isActive: true,
};
