import {
  type AmountMinor,
  amountMinor,
  negate,
  type QuantityMicro,
  quantityMicro,
  ZERO,
} from '@beaveros/kit';
import type { OrderState } from '../order/state.ts';
import { type ContributionPlace, type CountedDocument, countedDocuments, placeOf } from './contribution.ts';
import {
  addFigures,
  type Dimension,
  type DimensionFigures,
  discountKey,
  NO_KEY,
  shortReason,
  taxKey,
  voidKey,
  voidKind,
} from './dimensions.ts';
import { soldLinesOf, type SoldLineOf, undoneDiscounts } from './refunded-discounts.ts';

/** What one document adds under one key of one dimension. (document, dimension, key) is unique. */
export interface ContributionBy extends ContributionPlace, DimensionFigures {
  readonly dimension: Dimension;
  readonly key: string;
}

/**
 * What the documents of an order add by every dimension: a sale what it says, a reversal the same negated, a refund what
 * it gives back, and the discounts that it undid: refunds of everything bring the amounts of every key of what was sold
 * back to nothing. A function of the state: however often and in whatever order the facts came, each counts once. A
 * document of 2,000 lines has one row per key.
 */
export function contributionsBy(state: OrderState): readonly ContributionBy[] {
  const soldLine = soldLinesOf(state);
  const refunds = { soldLine, undone: undoneDiscounts(state, soldLine) };
  return countedDocuments(state).flatMap((counted) => {
    const place = placeOf(state, counted);
    return [...rowsByKey(partsOf(counted, refunds))].map(([, { dimension, key, figures }]) => ({
      ...place,
      dimension,
      key,
      ...figures,
    }));
  });
}

interface Part {
  readonly dimension: Dimension;
  readonly key: string;
  readonly figures: DimensionFigures;
}

function rowsByKey(parts: readonly Part[]): ReadonlyMap<string, Part> {
  const rows = new Map<string, Part>();
  for (const part of parts) {
    const at = `${part.dimension} ${part.key}`;
    const before = rows.get(at);
    rows.set(
      at,
      before === undefined ? part : { ...before, figures: addFigures(before.figures, part.figures) },
    );
  }
  return rows;
}

interface OfRefunds {
  readonly soldLine: SoldLineOf;
  readonly undone: ReturnType<typeof undoneDiscounts>;
}

function partsOf(counted: CountedDocument, refunds: OfRefunds): readonly Part[] {
  switch (counted.kind) {
    case 'sale':
      return partsOfClose(counted.close);
    case 'reversal':
      return partsOfClose(counted.close).map(({ figures, ...part }) => ({
        ...part,
        figures: negated(figures),
      }));
    case 'refund':
      return partsOfRefund(counted.refund, refunds);
  }
}

type Close = OrderState['documents'][number];
type Refund = OrderState['refunds'][number];

function partsOfClose(close: Close): readonly Part[] {
  return [
    ...close.lines.flatMap((line) =>
      partsOfLine({ ...line, count: 1, quantity: line.quantityMicro, seller: line.staff }),
    ),
    ...partsOfDocument(close, 1),
    ...close.lines.flatMap(({ discounts }) =>
      discounts.map((each) =>
        part('discount', discountKey(each), { kind: each.source, name: each.name, total: each.amount }),
      ),
    ),
    ...close.voided.map((each) =>
      part('void', voidKey(each), {
        kind: voidKind(each),
        name: shortReason(each) || null,
        quantity: each.quantityMicro,
        total: each.total,
      }),
    ),
  ];
}

/** A refunded line comes back from whoever is said to have sold it; what nobody bought any more was no discount either. */
function partsOfRefund(refund: Refund, { soldLine, undone }: OfRefunds): readonly Part[] {
  return [
    ...refund.lines.flatMap((line) =>
      partsOfLine({
        ...line,
        count: 0,
        quantity: quantityMicro(0 - line.quantityMicro),
        seller: soldLine(refund, line.line)?.staff ?? null,
      }),
    ),
    ...partsOfDocument(refund, 0),
    ...(undone.get(refund.document) ?? []).map(({ discount, amount }) =>
      part('discount', discountKey(discount), {
        kind: discount.source,
        name: discount.name,
        count: 0,
        total: amount,
      }),
    ),
  ];
}

function partsOfLine(line: {
  readonly item: string;
  readonly name: string;
  readonly categories: readonly string[];
  readonly seller: string | null;
  readonly count: 0 | 1;
  readonly quantity: QuantityMicro;
  readonly net: AmountMinor;
  readonly total: AmountMinor;
}): readonly Part[] {
  const { item, name, categories, seller, count, quantity, net, total } = line;
  const sold = { count, quantity, net, tax: amountMinor(total - net), total };
  return [
    part('item', item, { name, ...sold }),
    part('category', categories[0] ?? NO_KEY, sold),
    part('seller', seller ?? NO_KEY, sold),
  ];
}

/** What a close and a refund say alike: charges, taxes, tenders, and who was at the till. `count`: of documents. */
function partsOfDocument(document: Close | Refund, count: 0 | 1): readonly Part[] {
  const { lines, charges, net, total, taxes, payments, by, cashierName } = document;
  return [
    ...charges.map((charge) =>
      part('charge', charge.charge, {
        name: charge.name,
        count,
        net: charge.net,
        tax: amountMinor(charge.total - charge.net),
        total: charge.total,
      }),
    ),
    part('cashier', by.actor ?? NO_KEY, {
      name: cashierName,
      count,
      net,
      tax: amountMinor(total - net),
      total,
    }),
    ...payments.map(({ method, name, type, amount, tip, rounding }) =>
      part('tender', method, { kind: type, name, total: amount, tips: tip, rounding }),
    ),
    ...taxes.map((tax) =>
      part('tax', taxKey(tax), { kind: tax.mode, name: tax.name, count: 0, tax: tax.amount }),
    ),
    ...[...lines, ...charges].flatMap((taxed) => taxBases(taxed, count)),
  ];
}

/** A line's net under each tax that it was taxed by; a line of two taxes is the base of both. */
function taxBases(
  taxed: { readonly net: AmountMinor; readonly taxes: Close['taxes'] },
  count: 0 | 1,
): readonly Part[] {
  const keys = new Map(taxed.taxes.map((tax) => [taxKey(tax), tax]));
  if (keys.size === 0) return [part('tax', NO_KEY, { count, net: taxed.net })];
  return [...keys].map(([key, { mode, name }]) =>
    part('tax', key, { kind: mode, name, count, net: taxed.net }),
  );
}

const NOTHING: DimensionFigures = {
  kind: null,
  name: null,
  count: 1,
  quantity: quantityMicro(0),
  net: ZERO,
  tax: ZERO,
  total: ZERO,
  tips: ZERO,
  rounding: ZERO,
};

function part(dimension: Dimension, key: string, figures: Partial<DimensionFigures>): Part {
  return { dimension, key, figures: { ...NOTHING, ...figures } };
}

function negated(figures: DimensionFigures): DimensionFigures {
  return {
    ...figures,
    count: 0 - figures.count,
    quantity: quantityMicro(0 - figures.quantity),
    net: negate(figures.net),
    tax: negate(figures.tax),
    total: negate(figures.total),
    tips: negate(figures.tips),
    rounding: negate(figures.rounding),
  };
}
