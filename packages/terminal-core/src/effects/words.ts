import type { StoreRow } from '@beaveros/domain/service-entity';

/** The few words of ours on paper; everything else was said by the tenant. Every printer has their letters (cp437). */
export interface Words {
  /** After the rate of a tax that the prices hold. */
  readonly included: string;
  readonly total: string;
  readonly change: string;
  readonly receipt: string;
  readonly tip: string;
  /** What the coins that exist made of the total. */
  readonly rounding: string;
  readonly refund: string;
  /** Before the number of the document that is refunded. */
  readonly refundOf: string;
  readonly reversal: string;
  readonly reversalOf: string;
  /** The tender between a refund and a sale. */
  readonly exchange: string;
  readonly quote: string;
  readonly validUntil: string;
  readonly bill: string;
  readonly paymentTaken: string;
  readonly notAReceipt: string;
  readonly paid: string;
  readonly due: string;
  readonly guests: string;
  readonly reason: string;
  readonly signature: string;
  readonly practice: string;
  readonly notASale: string;
  readonly account: Readonly<Record<'gift-card' | 'store-credit' | 'loyalty' | 'house-account', string>>;
  readonly value: string;
  readonly balance: string;
  readonly charged: string;
  readonly owed: string;
  readonly cashIn: string;
  readonly cashOut: string;
  readonly z: string;
  readonly x: string;
  /** Under an X: it ends nothing. */
  readonly notClosed: string;
  readonly till: string;
  readonly businessDate: string;
  readonly opened: string;
  readonly closed: string;
  readonly asOf: string;
  readonly documents: string;
  readonly sales: string;
  readonly refunds: string;
  readonly reversals: string;
  readonly discounts: string;
  readonly voids: string;
  readonly charges: string;
  readonly net: string;
  readonly tenders: string;
  readonly refunded: string;
  readonly tips: string;
  readonly payments: string;
  /** Paid beyond documents, less what documents took of it. */
  readonly deposits: string;
  readonly drawer: string;
  readonly float: string;
  readonly cashPayments: string;
  readonly paidIn: string;
  readonly paidOut: string;
  readonly expected: string;
  readonly counted: string;
  readonly countedBlind: string;
  readonly notCounted: string;
  readonly difference: string;
  readonly noSales: string;
  readonly openOrders: string;
  readonly unconfirmed: string;
  readonly incomplete: string;
}

const ENGLISH: Words = {
  included: 'incl.',
  total: 'TOTAL',
  change: 'Change',
  receipt: 'Receipt',
  tip: 'Tip',
  rounding: 'Rounding',
  refund: 'REFUND',
  refundOf: 'Refund of',
  reversal: 'REVERSAL',
  reversalOf: 'Reverses',
  exchange: 'Exchange',
  quote: 'QUOTE',
  validUntil: 'Valid until',
  bill: 'BILL',
  paymentTaken: 'PAYMENT',
  notAReceipt: 'Not a receipt',
  paid: 'Paid',
  due: 'TO PAY',
  guests: 'Guests',
  reason: 'Reason',
  signature: 'Signature',
  practice: 'PRACTICE',
  notASale: 'Training: not a sale',
  account: {
    'gift-card': 'Gift card',
    'store-credit': 'Store credit',
    loyalty: 'Points',
    'house-account': 'House account',
  },
  value: 'Value',
  balance: 'Balance',
  charged: 'Charged',
  owed: 'Owed now',
  cashIn: 'Cash in',
  cashOut: 'Cash out',
  z: 'Z REPORT',
  x: 'X REPORT',
  notClosed: 'The shift is still open',
  till: 'Till',
  businessDate: 'Business date',
  opened: 'Opened',
  closed: 'Closed',
  asOf: 'As of',
  documents: 'Documents',
  sales: 'Sales',
  refunds: 'Refunds',
  reversals: 'Reversals',
  discounts: 'Discounts',
  voids: 'Voids',
  charges: 'Charges',
  net: 'Net',
  tenders: 'TENDERS',
  refunded: 'refunded',
  tips: 'tips',
  payments: 'Payments',
  deposits: 'of it deposits',
  drawer: 'CASH DRAWER',
  float: 'Float',
  cashPayments: 'Cash payments',
  paidIn: 'Paid in',
  paidOut: 'Paid out',
  expected: 'Expected',
  counted: 'Counted',
  countedBlind: 'Counted (blind)',
  notCounted: 'Nobody counted',
  difference: 'Over / short',
  noSales: 'No sale',
  openOrders: 'Orders left open',
  unconfirmed: 'Not yet in the cloud',
  incomplete: 'This till did not see all of the shift',
};

/** Capital accented vowels are no letters of cp437: titles are not in capitals. */
const SPANISH: Words = {
  included: 'incl.',
  total: 'TOTAL',
  change: 'Cambio',
  receipt: 'Recibo',
  tip: 'Propina',
  rounding: 'Redondeo',
  refund: 'Devolución',
  refundOf: 'Devolución de',
  reversal: 'Anulación',
  reversalOf: 'Anula',
  exchange: 'Canje',
  quote: 'Presupuesto',
  validUntil: 'Válido hasta',
  bill: 'Cuenta',
  paymentTaken: 'Pago a cuenta',
  notAReceipt: 'No es un recibo',
  paid: 'Pagado',
  due: 'A PAGAR',
  guests: 'Comensales',
  reason: 'Motivo',
  signature: 'Firma',
  practice: 'Práctica',
  notASale: 'Formación: no es una venta',
  account: {
    'gift-card': 'Tarjeta regalo',
    'store-credit': 'Vale de compra',
    loyalty: 'Puntos',
    'house-account': 'Cuenta de cliente',
  },
  value: 'Importe',
  balance: 'Saldo',
  charged: 'Cargado',
  owed: 'Debe ahora',
  cashIn: 'Entrada de efectivo',
  cashOut: 'Salida de efectivo',
  z: 'Informe Z',
  x: 'Informe X',
  notClosed: 'El turno sigue abierto',
  till: 'Caja',
  businessDate: 'Fecha contable',
  opened: 'Apertura',
  closed: 'Cierre',
  asOf: 'Impreso',
  documents: 'Documentos',
  sales: 'Ventas',
  refunds: 'Devoluciones',
  reversals: 'Anulaciones',
  discounts: 'Descuentos',
  voids: 'Líneas anuladas',
  charges: 'Cargos',
  net: 'Base',
  tenders: 'FORMAS DE PAGO',
  refunded: 'devuelto',
  tips: 'propinas',
  payments: 'Cobros',
  deposits: 'de ello a cuenta',
  drawer: 'EFECTIVO EN CAJA',
  float: 'Fondo',
  cashPayments: 'Cobros en efectivo',
  paidIn: 'Entradas',
  paidOut: 'Salidas',
  expected: 'Esperado',
  counted: 'Contado',
  countedBlind: 'Contado (a ciegas)',
  notCounted: 'Nadie ha contado',
  difference: 'Diferencia',
  noSales: 'Aperturas sin venta',
  openOrders: 'Pedidos abiertos',
  unconfirmed: 'Aún no en la nube',
  incomplete: 'Esta caja no vio todo el turno',
};

const WORDS: Readonly<Record<string, Words>> = { en: ENGLISH, es: SPANISH };

/** How a store's paper speaks: its words, and the sign before its decimals. */
export interface Speech {
  readonly words: Words;
  readonly decimalMark: '.' | ',';
}

/** By the store's language; English where we have no words in it, and before the store's row is here. */
export function speechOf(store: Pick<StoreRow, 'language'> | undefined): Speech {
  const language = store?.language ?? 'en';
  const primary = language.split('-', 1)[0]!.toLowerCase();
  const words = (Object.hasOwn(WORDS, primary) ? WORDS[primary] : undefined) ?? ENGLISH;
  return { words, decimalMark: decimalMarkOf(language) };
}

/** Only the two that every printer has: other digits and marks are not taken from a language. */
function decimalMarkOf(language: string): '.' | ',' {
  try {
    const mark = new Intl.NumberFormat(language).formatToParts(1.5).find(({ type }) => type === 'decimal');
    return mark?.value === ',' ? ',' : '.';
  } catch (error) {
    // A language that no standard has: what people wrote into the store's row must not stop a paper.
    if (error instanceof RangeError) return '.';
    throw error;
  }
}
