import { readFileSync } from 'node:fs';
import { decimalToScaled, Defect, quantityMicro, ratePpm, unitPriceMicro } from '@beaveros/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixed } from '../_facts.ts';
import { type LineTax, type LineToPrice, priceLine, priceLineIfSayable, totalOf } from './index.ts';

interface Case {
  readonly id: string;
  readonly inputs: {
    readonly decimals?: number;
    readonly lines: readonly {
      readonly unit_price: string;
      readonly qty: number;
      readonly taxes: readonly {
        readonly rate_percent: string;
        readonly price_mode?: 'included' | 'excluded';
        readonly compound?: boolean;
      }[];
    }[];
  };
  readonly expected: Readonly<Record<string, string | readonly string[]>>;
}

/** Facts of other projects' suites; each names its source. */
const { cases } = JSON.parse(readFileSync(new URL('fixtures/tax-cases.json', import.meta.url), 'utf8')) as {
  cases: readonly Case[];
};

describe('other suites agree', () => {
  it.each(cases.map((each) => [each.id, each] as const))('%s', (_id, { inputs, expected }) => {
    const exponent = inputs.decimals ?? 2;
    const lines = inputs.lines.map(({ unit_price, qty, taxes: declared }) => {
      const taxes = declared.map(({ rate_percent, price_mode = 'excluded', compound = false }, at) => ({
        tax: fixed('Tax', at),
        name: rate_percent,
        ratePpm: ratePpm(decimalToScaled(rate_percent, 4)!),
        mode: price_mode,
        compound,
      }));
      const price = unitPriceMicro(decimalToScaled(unit_price, 6)!);
      const toPrice = {
        unitPriceMicro: price,
        quantityMicro: quantityMicro(qty * 1_000_000),
        modifierPricesMicro: [],
        taxes,
      };
      return { taxes, priced: priceLine(toPrice, { code: 'XXX', exponent }) };
    });
    const { net, taxes, total } = totalOf(lines);
    const priced = lines.map((line) => line.priced);
    const found: Record<string, number | readonly number[]> = {
      net: Array.isArray(expected['net']) ? priced.map((line) => line.net) : net,
      tax: Array.isArray(expected['tax']) ? priced.map((line) => line.total - line.net) : total - net,
      taxes: priced[0]!.taxes,
      total,
      line_totals: priced.map((line) => line.total),
      second_line_parts: priced[1] === undefined ? [] : [priced[1].net, ...priced[1].taxes],
    };
    expect(taxes.reduce((all, tax) => all + tax.amount, 0)).toBe(total - net);
    for (const [field, value] of Object.entries(expected)) {
      const wanted =
        typeof value === 'string'
          ? decimalToScaled(value, exponent)
          : value.map((each) => decimalToScaled(each, exponent));
      expect([field, found[field]]).toEqual([field, wanted]);
    }
  });
});

const tax: fc.Arbitrary<LineTax> = fc.record({
  tax: fc.constantFrom('a', 'b', 'c'),
  name: fc.constant('VAT'),
  ratePpm: fc.integer({ min: 0, max: 2_000_000 }).map(ratePpm),
  mode: fc.constantFrom('included', 'excluded'),
  compound: fc.boolean(),
});
const line: fc.Arbitrary<LineToPrice> = fc.record({
  unitPriceMicro: fc.integer({ min: -1e9, max: 1e10 }).map(unitPriceMicro),
  quantityMicro: fc.integer({ min: -1e8, max: 1e8 }).map(quantityMicro),
  modifierPricesMicro: fc.array(fc.integer({ min: -1e6, max: 1e7 }).map(unitPriceMicro), { maxLength: 3 }),
  taxes: fc.array(tax, { maxLength: 4 }),
});
const currency = fc.integer({ min: 0, max: 4 }).map((exponent) => ({ code: 'XXX', exponent }));

describe('priceLine', () => {
  it('net and taxes add up to the total', () => {
    fc.assert(
      fc.property(line, currency, (line, currency) => {
        const { net, taxes, total } = priceLine(line, currency);
        expect(taxes.reduce<number>((all, tax) => all + tax, net)).toBe(total);
      }),
    );
  });

  it('included taxes keep the shelf price, whatever their number and rates', () => {
    fc.assert(
      fc.property(line, currency, (line, currency) => {
        const taxes = line.taxes.map((tax) => ({ ...tax, mode: 'included' as const }));
        const untaxed = priceLine({ ...line, taxes: [] }, currency);
        expect(priceLine({ ...line, taxes }, currency).total).toBe(untaxed.total);
      }),
    );
  });

  it('a return of all is the mirror of the sale', () => {
    fc.assert(
      fc.property(line, currency, (line, currency) => {
        const back = priceLine({ ...line, quantityMicro: quantityMicro(-line.quantityMicro) }, currency);
        expect(back.total + priceLine(line, currency).total).toBe(0);
      }),
    );
  });

  it('lines add up to the total of the order, tax by tax', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), currency, (lines, currency) => {
        const priced = lines.map((line) => ({ priced: priceLine(line, currency), taxes: line.taxes }));
        const { net, taxes, total } = totalOf(priced);
        expect(priced.reduce((all, each) => all + each.priced.total, 0)).toBe(total);
        expect(taxes.reduce((all, tax) => all + tax.amount, 0) + net).toBe(total);
        const keys = taxes.map((tax) => `${tax.tax} ${tax.ratePpm} ${tax.mode}`);
        expect(new Set(keys).size).toBe(keys.length);
      }),
    );
  });

  it('a compound tax is taken on the taxes before it', () => {
    const taxed = (mode: LineTax['mode'], first: number, second: number) => {
      const rate = (ppm: number, compound: boolean) => ({
        tax: `${ppm}`,
        name: '',
        ratePpm: ratePpm(ppm),
        mode,
        compound,
      });
      const one = {
        unitPriceMicro: unitPriceMicro(100_000_000),
        quantityMicro: quantityMicro(1_000_000),
        modifierPricesMicro: [],
      };
      return priceLine(
        { ...one, taxes: [rate(first, false), rate(second, true)] },
        { code: 'XXX', exponent: 4 },
      );
    };
    // woo-tax-004 (4.38885232, 7.83410138) at four decimals; the first two taxes of tax-odoo-023.
    expect(taxed('included', 50_000, 85_000)).toEqual({
      net: 877_770,
      taxes: [43_889, 78_341],
      total: 1_000_000,
    });
    expect(taxed('excluded', 60_000, 60_000)).toEqual({
      net: 1_000_000,
      taxes: [60_000, 63_600],
      total: 1_123_600,
    });
  });

  it('an option is part of the unit price before anything is rounded', () => {
    const half = {
      unitPriceMicro: unitPriceMicro(5_000),
      quantityMicro: quantityMicro(1_000_000),
      taxes: [],
    };
    const priced = priceLine(
      { ...half, modifierPricesMicro: [unitPriceMicro(5_000)] },
      { code: 'EUR', exponent: 2 },
    );
    expect(priced).toEqual({ net: 1, taxes: [], total: 1 });
  });

  it('a line that no document can say has no price, and asking for it is a defect', () => {
    const most = unitPriceMicro(900_000_000_000_000);
    const huge = {
      unitPriceMicro: most,
      quantityMicro: quantityMicro(9_000_000_000_000),
      modifierPricesMicro: [most],
      taxes: [],
    };
    const euro = { code: 'EUR', exponent: 2 };
    expect(priceLineIfSayable(huge, euro)).toBeNull();
    expect(() => priceLine(huge, euro)).toThrow(Defect);
    const dear = priceLineIfSayable({ ...huge, quantityMicro: quantityMicro(40_000_000) }, euro);
    expect(dear?.total).toBe(7_200_000_000_000);
  });
});
