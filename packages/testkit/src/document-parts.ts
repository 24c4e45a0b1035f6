import { type AmountMinor, amountMinor, type Id, type NewId, type RatePpm } from '@beaveros/kit';
import type { House } from './house.ts';

// What a document is made of, drawn by numbers, adding up as the schemas of closes and refunds promise.

interface TaxSum {
  readonly tax: Id<'Tax'>;
  readonly name: string;
  readonly ratePpm: RatePpm;
  readonly mode: 'included' | 'excluded';
  readonly amount: AmountMinor;
}
interface Taxed {
  readonly net: AmountMinor;
  readonly taxes: readonly TaxSum[];
  readonly total: AmountMinor;
}

export interface DocumentParts extends Taxed {
  readonly lines: readonly (Taxed & {
    readonly line: Id<'Line'>;
    readonly item: Id<'Item'>;
    readonly name: string;
    readonly categories: readonly Id<'Category'>[];
    readonly quantity: number;
    readonly staff: Id<'User'> | null;
    readonly listed: AmountMinor;
    readonly discounts: readonly {
      readonly source: string;
      readonly rule: string;
      readonly name: string;
      readonly amount: AmountMinor;
    }[];
  })[];
  readonly charges: readonly (Taxed & { readonly charge: Id<'PriceRule'>; readonly name: string })[];
  readonly discount: AmountMinor;
  readonly tips: AmountMinor;
  readonly rounding: AmountMinor;
  readonly payments: readonly {
    readonly payment: Id<'Payment'>;
    readonly method: Id<'PaymentMethod'>;
    readonly name: string;
    readonly type: string;
    readonly amount: AmountMinor;
    readonly tendered: AmountMinor;
    readonly change: AmountMinor;
    readonly tip: AmountMinor;
    readonly rounding: AmountMinor;
    readonly account: null;
  }[];
  readonly voided: readonly object[];
}

export function sumOf(amounts: readonly number[]): AmountMinor {
  return amountMinor(amounts.reduce((all, amount) => all + amount, 0));
}

/** A sale: one to four lines, sometimes a charge, discounts, voids, a second tender. `below(n)`: a drawn integer under n. */
export function documentParts(house: House, below: (n: number) => number): DocumentParts {
  const { newId, actor } = house;
  const lines = Array.from({ length: 1 + below(4) }, () => {
    const item = house.items[below(3)]!;
    const taxed = taxedOf(house, below);
    const discounts = Array.from({ length: below(3) }, () => ({
      source: below(2) === 0 ? 'line' : 'promotion',
      rule: `rule ${below(2)}`,
      name: 'Happy hour',
      amount: amountMinor(0 - below(200)),
    }));
    return {
      ...taxed,
      line: newId<'Line'>(),
      item: item.id,
      name: item.name,
      categories: item.categoryIds,
      // A return, now and then.
      quantity: below(8) === 0 ? -1 : 1 + below(3),
      staff: below(2) === 0 ? actor.user : null,
      listed: sumOf([taxed.total, ...discounts.map(({ amount }) => 0 - amount)]),
      discounts,
    };
  }).map((line) => (line.quantity > 0 ? line : { ...line, ...negatedTaxed(line), listed: line.listed }));
  const charges = Array.from({ length: below(3) === 0 ? 1 : 0 }, () => ({
    ...taxedOf(house, below),
    charge: CHARGE,
    name: 'Service',
  }));
  const total = sumOf([...lines, ...charges].map((each) => each.total));
  const payments = paymentsOf(house, below, total);
  return {
    lines,
    charges,
    net: sumOf([...lines, ...charges].map(({ net }) => net)),
    taxes: taxSums([...lines, ...charges]),
    total,
    discount: sumOf(lines.flatMap(({ discounts }) => discounts.map(({ amount }) => amount))),
    tips: sumOf(payments.map(({ tip }) => tip)),
    rounding: sumOf(payments.map(({ rounding }) => rounding)),
    payments,
    voided: Array.from({ length: below(2) }, () => ({
      line: newId<'Line'>(),
      item: house.items[0]!.id,
      name: 'Burger',
      quantityMicro: 1_000_000,
      total: 1_250,
      reason: ['spilt', 'Ñandú '.repeat(40), ''][below(3)]!,
      wasFired: below(2) === 0,
    })),
  };
}

/** Everything of a sale, negated, with payments of its own. */
export function negatedParts(parts: DocumentParts, newId: NewId): DocumentParts {
  const negate = (amount: AmountMinor) => amountMinor(0 - amount);
  return {
    ...parts,
    ...negatedTaxed(parts),
    lines: parts.lines.map((line) => ({ ...line, ...negatedTaxed(line), quantity: 0 - line.quantity })),
    charges: parts.charges.map((charge) => ({ ...charge, ...negatedTaxed(charge) })),
    tips: amountMinor(0),
    rounding: negate(parts.rounding),
    payments: parts.payments.map((payment) => ({
      ...payment,
      payment: newId<'Payment'>(),
      amount: negate(payment.amount),
      tip: amountMinor(0),
      rounding: negate(payment.rounding),
      tendered: amountMinor(0 - payment.amount - payment.rounding),
    })),
  };
}

const CHARGE = '00000000-0000-7000-8000-00000000c4a1' as Id<'PriceRule'>;
const CARD = '00000000-0000-7000-8000-00000000ca4d' as Id<'PaymentMethod'>;

function taxedOf({ catalogue, items }: House, below: (n: number) => number): Taxed {
  const net = amountMinor(100 + below(5_000));
  const taxes = items[0]!.taxIds.slice(0, below(3)).map((id) => {
    const { id: tax, name, ratePpm, mode } = catalogue.tax(id)!;
    return { tax, name, ratePpm, mode, amount: amountMinor(below(300)) };
  });
  return { net, taxes, total: sumOf([net, ...taxes.map(({ amount }) => amount)]) };
}

function negatedTaxed({ net, taxes, total }: Taxed): Taxed {
  return {
    net: amountMinor(0 - net),
    taxes: taxes.map((tax) => ({ ...tax, amount: amountMinor(0 - tax.amount) })),
    total: amountMinor(0 - total),
  };
}

function taxSums(of: readonly Taxed[]): readonly TaxSum[] {
  const sums = new Map<string, TaxSum>();
  for (const each of of.flatMap(({ taxes }) => taxes)) {
    const key = `${each.tax}/${each.ratePpm}/${each.mode}`;
    sums.set(key, { ...each, amount: sumOf([sums.get(key)?.amount ?? 0, each.amount]) });
  }
  return [...sums.values()];
}

function paymentsOf(
  { newId, cash }: House,
  below: (n: number) => number,
  total: AmountMinor,
): DocumentParts['payments'] {
  const payment = (method: Id<'PaymentMethod'>, type: string, amount: number) => {
    const tip = amountMinor(below(3) === 0 ? 100 : 0);
    const rounding = amountMinor(type === 'cash' ? below(5) - 2 : 0);
    return {
      payment: newId<'Payment'>(),
      method,
      name: type === 'cash' ? 'Cash' : 'Card',
      type,
      amount: amountMinor(amount),
      tendered: sumOf([amount, tip, rounding]),
      change: amountMinor(0),
      tip,
      rounding,
      account: null,
    };
  };
  if (total < 2 || below(2) === 0) return [payment(cash.id, 'cash', total)];
  const part = 1 + below(total - 1);
  return [payment(cash.id, 'cash', part), payment(CARD, 'card', total - part)];
}
