import {
  encodeReceipt,
  EPSON_80MM,
  EscPosInterpreter,
  GENERIC_58MM,
  layoutReceipt,
  type PrinterProfile,
  processIdOf,
  type ReceiptDocument,
  textOf,
  withBanner,
} from '@beaveros/devices';
import type { ZReport } from '@beaveros/domain/payment';
import { type AmountMinor, amountMinor, type Currency, decimalToScaled } from '@beaveros/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DOCUMENT, STORE } from './_paper-fixture.ts';
import {
  ACCOUNTS,
  BILL,
  CASH_OUT,
  documentId,
  ENGLISH_STORE,
  EUR,
  house,
  JPY,
  KWD,
  ORDER,
  PART_PAID,
  X,
  Z,
  zIn,
} from './_papers.ts';
import { billPaper, closePaper, paperOf } from './paper.ts';
import { pictureOf } from './paper-parts.ts';
import { receiptOf } from './receipt.ts';
import { cashSlipOf, xPaperOf, zPaperOf, zPicture } from './shift-paper.ts';

/** Each kind of paper, in each language, as a store of it prints them. */
function papers(store: typeof STORE): Readonly<Record<string, ReceiptDocument>> {
  const of = (id: string) => receiptOf(paperOf(ORDER, id)!, store);
  const training = {
    isTraining: true,
    isComplete: false,
    counted: null,
    variance: null,
    denominations: null,
  };
  return {
    z: zPaperOf(Z, house(store)),
    'z-copy': withBanner(zPaperOf(Z, house(store)), 'COPY'),
    'z-practice-yen': zPaperOf(zIn(JPY, training), house(store)),
    'z-dinar': zPaperOf(zIn(KWD), house(store)),
    x: xPaperOf(X, house(store)),
    'cash-out': cashSlipOf(CASH_OUT, house(store)),
    'cash-in-practice': cashSlipOf({ ...CASH_OUT, direction: 'in', isTraining: true }, house(store)),
    refund: of(documentId.refund),
    exchange: of(documentId.exchanged),
    quote: of(documentId.quote),
    reversal: of(documentId.reversal),
    bill: receiptOf(billPaper(BILL), store),
    'part-paid': receiptOf(billPaper(PART_PAID), store),
    'receipt-practice': receiptOf(closePaper({ ...DOCUMENT, isTraining: true }), store),
    'receipt-with-accounts': receiptOf(closePaper(DOCUMENT), store, ACCOUNTS),
  };
}

const LANGUAGES = { es: STORE, en: ENGLISH_STORE };
const PROFILES: readonly PrinterProfile[] = [EPSON_80MM, GENERIC_58MM];
const EVERY = Object.entries(LANGUAGES).flatMap(([language, store]) =>
  Object.entries(papers(store)).flatMap(([name, document]) =>
    PROFILES.map((profile) => [`${name}.${language}.${profile.columns}`, document, profile] as const),
  ),
);

/** As it lies in the tray: what the printer made of the bytes. */
function printed(document: ReceiptDocument, profile: PrinterProfile): readonly string[] {
  const { bytes, notEncodable } = encodeReceipt(document, { profile, processId: processIdOf(1) });
  expect(notEncodable).toEqual([]);
  const interpreter = new EscPosInterpreter(profile);
  const events = [...interpreter.push(bytes), ...interpreter.end()];
  expect(events.filter(({ kind }) => kind === 'problem')).toEqual([]);
  return events.flatMap((event) =>
    event.kind === 'line' ? [event.text.trimEnd()] : event.kind === 'cut' ? ['- - 8< - -'] : [],
  );
}

describe('every paper, in the bytes that a printer gets', () => {
  it.each(EVERY)('%s', async (name, document, profile) => {
    const lines = printed(document, profile);
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(`fixtures/papers/${name}.txt`);
    // Nothing is wider than the paper, and the picture says the same words.
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(profile.columns);
    const words = textOf(layoutReceipt(document, profile.columns)).filter((line) => line !== '');
    const picture = pictureOf(document, { title: name, profile });
    for (const word of words.join(' ').split(/\s+/)) expect(picture).toContain(escaped(word));
  });
});

function escaped(word: string): string {
  return word.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

describe('marks', () => {
  const text = (document: ReceiptDocument) => textOf(layoutReceipt(document, 48)).join('\n');

  it('of training stand at the head and the foot of every paper of it', () => {
    const practised = [papers(ENGLISH_STORE), papers(STORE)].flatMap((all) =>
      Object.entries(all).filter(([name]) => name.includes('practice')),
    );
    expect(practised).toHaveLength(6);
    for (const [, document] of practised) expect(text(document).match(/PRACTICE|Práctica/g)).toHaveLength(2);
    expect(text(zPaperOf(Z, house()))).not.toMatch(/PRACTICE|Práctica/);
  });

  it('of a copy stand on every sheet of it', () => {
    const sheets = text(withBanner(receiptOf(closePaper(DOCUMENT), STORE, ACCOUNTS), 'COPY'));
    expect(sheets.match(/COPY/g)).toHaveLength(3);
  });

  it('say of a bill, of a part that was paid and of a quote that they are no receipt', () => {
    const { bill, quote, refund, 'part-paid': part } = papers(ENGLISH_STORE);
    const receipt = receiptOf(closePaper(DOCUMENT), ENGLISH_STORE);
    for (const document of [bill!, quote!, part!]) expect(text(document)).toContain('Not a receipt');
    for (const document of [receipt, refund!]) expect(text(document)).not.toContain('Not a receipt');
  });

  it('never say more of a card than its last digits', () => {
    expect(text(receiptOf(closePaper(DOCUMENT), STORE, ACCOUNTS)).match(/\*\*\*\* 0001/g)).toHaveLength(2);
  });
});

describe('a picture of a Z', () => {
  it('is named by its number', () => {
    expect(zPicture(Z, house(), EPSON_80MM)).toContain('<title>Informe Z T1-1-000087</title>');
  });
});

/** Everything that a person adds up on a Z, read back from the paper. */
function readBack(
  lines: readonly string[],
  { exponent }: Currency,
): Readonly<Record<string, readonly number[]>> {
  const rows: Record<string, number[]> = {};
  for (const line of lines) {
    const found = /^(.*?) +([+-]?\d+(?:[.,]\d+)?)$/.exec(line);
    if (found === null) continue;
    const [, label, amount] = found;
    const value = decimalToScaled(amount!.replace('+', '').replace(',', '.'), exponent);
    if (value !== null) (rows[label!.trim()] ??= []).push(value);
  }
  return rows;
}

describe('the sums on a Z', () => {
  const minor = (most = 99_999_999) => fc.integer({ min: -most, max: most }).map(amountMinor);
  const positive = fc.integer({ min: 0, max: 99_999_999 }).map(amountMinor);
  const plus = (amounts: readonly number[]): AmountMinor =>
    amountMinor(amounts.reduce((all, each) => all + each, 0));
  const arbitrary = fc
    .record({
      currency: fc.constantFrom(EUR, JPY, KWD),
      float: positive,
      cashIn: positive,
      cashOut: positive,
      cashOfPayments: minor(),
      counted: fc.option(positive),
      sales: positive,
      refunds: positive,
      taxes: fc.array(minor(9_999), { maxLength: 4 }),
      taken: fc.array(positive, { minLength: 1, maxLength: 5 }),
      refunded: positive,
    })
    .map(({ taxes, taken, counted, ...is }): ZReport => {
      const total = plus([is.sales, 0 - is.refunds]);
      const tax = plus(taxes);
      const expected = plus([is.float, is.cashOfPayments, is.cashIn, 0 - is.cashOut]);
      const tender = Z.tenders[1]!;
      return {
        ...Z,
        currency: is.currency,
        float: is.float,
        cashIn: { count: 1, amount: is.cashIn },
        cashOut: { count: 1, amount: is.cashOut },
        cashOfPayments: is.cashOfPayments,
        expected,
        counted,
        variance: counted === null ? null : plus([counted, 0 - expected]),
        denominations: null,
        isBlind: false,
        sales: { count: 1, net: is.sales, total: is.sales },
        refunds: { count: 1, net: plus([0 - is.refunds]), total: plus([0 - is.refunds]) },
        reversals: { count: 0, net: amountMinor(0), total: amountMinor(0) },
        net: plus([total, 0 - tax]),
        taxes: taxes.map((amount, at) => ({ ...Z.taxes[0]!, name: `IVA${at}`, amount })),
        total,
        tenders: taken.map((amount, at) => ({
          ...tender,
          name: `Pago${at}`,
          taken: amount,
          refunded: at === 0 ? plus([0 - is.refunded]) : amountMinor(0),
        })),
        balance: plus([...taken, 0 - is.refunded, 0 - total]),
      };
    });

  it('are those of the report, and they add up, whatever they are, on either paper', () => {
    fc.assert(
      fc.property(arbitrary, fc.constantFrom(...PROFILES), (z, profile) => {
        const rows = readBack(printed(zPaperOf(z, house(STORE)), profile), z.currency);
        const one = (label: string) => {
          expect(rows[label], label).toHaveLength(1);
          return rows[label]![0]!;
        };
        const total = one(`TOTAL ${z.currency.code}`);
        expect(total).toBe(z.total);
        expect(one('Ventas x1') + one('Devoluciones x1')).toBe(total);
        const taxes = z.taxes.map(({ name }) => one(`${name} 10% incl.`));
        expect(one('Base') + plus(taxes)).toBe(total);
        const tenders = z.tenders.map(({ name }) => one(`${name} x21`));
        const refunded = rows['devuelto']?.[0] ?? 0;
        expect(plus([...tenders, refunded])).toBe(one('Cobros'));
        expect(one('Cobros') - (rows['de ello a cuenta']?.[0] ?? 0)).toBe(total);
        const drawer = ['Fondo', 'Cobros en efectivo', 'Entradas x1', 'Salidas x1'];
        expect(plus(drawer.map(one))).toBe(one('Esperado'));
        if (z.counted === null) expect(rows['Contado']).toBeUndefined();
        else expect(one('Contado') - one('Esperado')).toBe(one('Diferencia'));
      }),
      { numRuns: 300 },
    );
  });
});
