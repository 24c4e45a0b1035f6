import { type AmountMinor, amountMinor, roundQuotient } from '@beaveros/kit';
import { standOf } from '../order/standing.ts';
import type { OrderState } from '../order/state.ts';

// A refund says its lines' money, from which their discounts were taken already; which of them it undoes follows from the
// document that sold the line. So no refund has to say it, and those written before anybody asked say it as well.

type Line = OrderState['documents'][number]['lines'][number];
type Refund = OrderState['refunds'][number];

/** The line of a sale that a refund gives back; undefined: no document that has it is known here. */
export type SoldLineOf = (refund: Refund, line: string) => Line | undefined;

/** Of the document that a refund points to; where that one was reversed, of the one that has the line now. */
export function soldLinesOf(state: OrderState): SoldLineOf {
  if (state.refunds.length === 0) return () => undefined;
  const { reversed } = standOf(state);
  const pointedTo = new Map<string, Line>();
  const standing = new Map<string, Line>();
  // By their ids, and not by which was heard of first.
  for (const { document, lines } of [...state.documents].sort(byDocument))
    for (const line of lines) {
      pointedTo.set(`${document}/${line.line}`, line);
      if (!reversed.has(document) && !standing.has(line.line)) standing.set(line.line, line);
    }
  return ({ refunds }, line) => {
    const said = pointedTo.get(`${refunds}/${line}`);
    return said !== undefined && !reversed.has(refunds) ? said : (standing.get(line) ?? said);
  };
}

/** One discount of a line, as far as one refund undid it: the other sign than on the sale. */
export interface UndoneDiscount {
  readonly discount: Line['discounts'][number];
  readonly amount: AmountMinor;
}

/**
 * What each refund undid of discounts, by its document: of a part of a line the part of each discount, and whatever parts
 * complete a line undo exactly what was given. Parts follow each other by their documents' ids, so that it is a function
 * of the facts. Of a line that was refunded more often than sold no more comes back than was given.
 */
export function undoneDiscounts(
  state: OrderState,
  soldLine: SoldLineOf,
): ReadonlyMap<string, readonly UndoneDiscount[]> {
  const back = new Map<string, number>();
  const undone = new Map<string, readonly UndoneDiscount[]>();
  for (const refund of state.refunds.filter(({ isTraining }) => !isTraining).sort(byDocument)) {
    const said = refund.lines.flatMap(({ line, quantityMicro }) => {
      const sold = soldLine(refund, line);
      if (sold === undefined || sold.quantityMicro <= 0) return [];
      const before = back.get(line) ?? 0;
      const after = Math.min(sold.quantityMicro, before + quantityMicro);
      back.set(line, after);
      return sold.discounts.map((discount) => ({
        discount,
        amount: amountMinor(partOf(discount.amount, sold, before) - partOf(discount.amount, sold, after)),
      }));
    });
    undone.set(
      refund.document,
      said.filter(({ amount }) => amount !== 0),
    );
  }
  return undone;
}

/** A discount's part of so much of its line, half up: all of it for all of the line. */
function partOf(amount: AmountMinor, { quantityMicro: sold }: Line, quantity: number): number {
  return Number(roundQuotient(BigInt(amount) * BigInt(quantity), BigInt(sold), 'HALF_UP'));
}

function byDocument(a: { readonly document: string }, b: { readonly document: string }): number {
  return a.document < b.document ? -1 : 1;
}
