import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type AmountMinor, Fault, scaledToDecimal, sum } from '@beaveros/kit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseRetail, readRetailFile, shippedRetailLines } from './retail-file.ts';
import { invoicesOf } from './retail-invoices.ts';

const HEADER = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';
const GOOD = '536365,85123A,HEART,6,2010-12-01 08:26:00,2.55,17850,United Kingdom';

function faultOf(act: () => unknown): Pick<Fault, 'code' | 'field'> & { readonly line: unknown } {
  try {
    act();
  } catch (error) {
    if (error instanceof Fault) return { code: error.code, field: error.field, line: error.details['line'] };
    throw error;
  }
  throw new Error('nothing was thrown');
}

function temporaryFile(bytes: Uint8Array): string {
  const dir = mkdtempSync(join(tmpdir(), 'beaveros-csv-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const path = join(dir, 'file.csv.gz');
  writeFileSync(path, bytes);
  return path;
}

describe('parseRetail', () => {
  it('reads prices and quantities exactly, negative and with three decimals', () => {
    const text = `${HEADER}\n${GOOD}\nC1,85123A,"HEART, ""RED""",-2,2010-12-01 08:26:00,-1.255,,France\n`;
    expect(parseRetail(text)).toEqual([
      {
        invoice: '536365',
        code: '85123A',
        description: 'HEART',
        quantityMicro: 6_000_000,
        unitPriceMicro: 2_550_000,
        day: '2010-12-01',
      },
      {
        invoice: 'C1',
        code: '85123A',
        description: 'HEART, "RED"',
        quantityMicro: -2_000_000,
        unitPriceMicro: -1_255_000,
        day: '2010-12-01',
      },
    ]);
  });

  it.each([
    ['a missing column', GOOD.replace(',United Kingdom', ''), 'Country'],
    ['a surplus column', `${GOOD},x`, ''],
    ['no invoice number', GOOD.replace('536365', ''), 'InvoiceNo'],
    ['no stock code', GOOD.replace('85123A', ''), 'StockCode'],
    ['a quantity in words', GOOD.replace(',6,', ',six,'), 'Quantity'],
    ['a quantity of zero', GOOD.replace(',6,', ',0,'), 'Quantity'],
    ['a price with seven decimals', GOOD.replace('2.55', '2.5500001'), 'UnitPrice'],
    ['a price with an exponent', GOOD.replace('2.55', '2e3'), 'UnitPrice'],
    ['a price with a comma', GOOD.replace('2.55', '"2,55"'), 'UnitPrice'],
    ['a date of another country', GOOD.replace('2010-12-01', '01/12/2010'), 'InvoiceDate'],
    ['a day that no calendar has', GOOD.replace('2010-12-01', '2010-02-30'), 'InvoiceDate'],
    ['an empty line', '', 'StockCode'],
  ])('refuses %s, naming line and column', (_, line, field) => {
    expect(faultOf(() => parseRetail(`${HEADER}\n${GOOD}\n${line}\n${GOOD}\n`))).toEqual({
      code: 'csv/malformed',
      field,
      line: 3,
    });
  });

  it('refuses a quote that never closes', () => {
    expect(faultOf(() => parseRetail(`${HEADER}\n${GOOD.replace('HEART', '"HEART')}\n${GOOD}\n`)).code).toBe(
      'csv/malformed',
    );
  });

  it('refuses a header of other columns, and nothing at all', () => {
    const moved = HEADER.replace('Quantity', 'Menge');
    expect(faultOf(() => parseRetail(`${moved}\n${GOOD}\n`))).toEqual({
      code: 'csv/malformed',
      field: 'Quantity',
      line: 1,
    });
    expect(faultOf(() => parseRetail('')).code).toBe('csv/malformed');
  });
});

describe('readRetailFile', () => {
  it('reads the whole file that ships, to the penny', () => {
    const lines = shippedRetailLines();
    const invoices = invoicesOf(lines);
    const total = sum(invoices.map((invoice) => invoice.total));
    const below = sum(invoices.map((invoice) => (invoice.total < 0 ? invoice.total : (0 as AmountMinor))));
    expect(lines).toHaveLength(105_335);
    expect(invoices).toHaveLength(4_894);
    expect(new Set(lines.map((line) => line.code)).size).toBe(3_159);
    expect(scaledToDecimal(total, 2)).toBe('1807019.93');
    expect(scaledToDecimal(below, 2)).toBe('-231722.66');
    expect(lines.filter((line) => line.unitPriceMicro === 0)).toHaveLength(540);
  });

  it('takes the first numbers, and lines of one number from wherever they stand', () => {
    const line = (invoice: string, quantity: string): string =>
      GOOD.replace('536365', invoice).replace(',6,', `,${quantity},`);
    const text = [HEADER, line('A', '1'), line('B', '2'), line('A', '3'), line('C', '4')].join('\n');
    const first = invoicesOf(parseRetail(text), 2);
    expect(first.map(({ number, lines }) => [number, lines.map((each) => each.quantityMicro)])).toEqual([
      ['A', [1_000_000, 3_000_000]],
      ['B', [2_000_000]],
    ]);
    expect(first[0]!.total).toBe(1_020);
  });

  it('refuses a gzip that is cut off, text that is not UTF-8, and a file that is not there', () => {
    const whole = gzipSync(`${HEADER}\n${GOOD}\n`);
    expect(faultOf(() => readRetailFile(temporaryFile(whole.subarray(0, 40)))).code).toBe('csv/not-gzip');
    expect(faultOf(() => readRetailFile(temporaryFile(Buffer.from([0xe9, 0x0a])))).code).toBe('csv/not-utf8');
    expect(faultOf(() => readRetailFile('/nowhere/file.csv.gz')).code).toBe('csv/unreadable');
  });
});
