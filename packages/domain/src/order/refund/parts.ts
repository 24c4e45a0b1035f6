import {
  type AmountMinor,
  amountMinor,
  type Id,
  ok,
  type QuantityMicro,
  quantityMicro,
  type Result,
  refuse,
} from '@beaveros/kit';
import type { PricingRefusal } from '../../pricing/model.ts';
import { refundShare } from '../../pricing/refund-share.ts';
import { balanceOf, standOf } from '../standing.ts';
import { type ClosedDocument, heldSum, type OrderState, type RefundGrant } from '../state.ts';
import { type Close, type Gone, goneCharges, goneLines, goneOf, openGrants, refundsOf } from './refunded.ts';

/** A part of a line that shall come back. */
export interface LinePart {
  readonly line: Id<'Line'>;
  readonly quantityMicro: QuantityMicro;
}

/** What a refund says. Amounts have the sale's sign: net, then each tax. */
export interface RefundParts {
  readonly lines: readonly {
    readonly sold: ClosedDocument['lines'][number];
    readonly quantityMicro: QuantityMicro;
    readonly amounts: readonly AmountMinor[];
  }[];
  readonly charges: readonly {
    readonly sold: ClosedDocument['charges'][number];
    readonly amounts: readonly AmountMinor[];
  }[];
  /** At least 0. */
  readonly total: AmountMinor;
}

export type PartsRefusal =
  | { readonly code: 'order/document-unknown'; readonly document: string }
  | { readonly code: 'order/document-already-reversed'; readonly document: string }
  /** Another close has its lines: it is reversed, not refunded. */
  | { readonly code: 'order/document-contested'; readonly document: string }
  | { readonly code: 'order/line-not-on-document'; readonly line: string }
  | { readonly code: 'order/line-named-twice'; readonly line: string }
  /** Goods that came back on the document itself, money that went out by it, or amounts that no document can say. */
  | { readonly code: 'order/line-not-refundable'; readonly line: string }
  | { readonly code: 'order/refund-beyond-sold'; readonly line: string; readonly leftMicro: number }
  | { readonly code: 'order/refund-beyond-paid'; readonly left: AmountMinor; readonly asked: AmountMinor };

/**
 * What comes back for these parts of a standing document, from its stored amounts: discounts are in them, and each charge
 * comes back in the proportion of the lines' totals. The part that completes a line takes what is left of it. Refuses
 * more than was sold less what was refunded and granted, and more money than was paid. `own`: the grant that this refund
 * uses itself.
 */
export function refundParts(
  state: OrderState,
  document: string,
  wanted: readonly LinePart[],
  own: string | null,
): Result<RefundParts, PartsRefusal> {
  const found = standingDocument(state, document);
  if (!found.ok) return found;
  const close = found.value;
  const grants = openGrants(state).filter(({ grant }) => grant !== own);
  const gone = goneLines(state, grants);
  const lines: RefundParts['lines'][number][] = [];
  const named = new Set<string>();
  for (const { line, quantityMicro: part } of wanted) {
    if (named.has(line)) return refuse({ code: 'order/line-named-twice', line });
    named.add(line);
    const sold = close.lines.find((each) => each.line === line);
    if (sold === undefined) return refuse({ code: 'order/line-not-on-document', line });
    if (!isRefundable(sold)) return refuse({ code: 'order/line-not-refundable', line });
    const left = sold.quantityMicro - goneOf(gone, line).quantityMicro;
    if (part <= 0 || part > left)
      return refuse({ code: 'order/refund-beyond-sold', line, leftMicro: Math.max(0, left) });
    const shared = linePart(sold, part, goneOf(gone, line));
    if (!shared.ok) return refuse({ code: 'order/line-not-refundable', line });
    lines.push({ sold, quantityMicro: part, amounts: shared.value });
  }
  const charges = chargeParts(close, lines, { gone, charges: goneCharges(state, document, grants) });
  if (!charges.ok) return refuse({ code: 'order/line-not-refundable', line: wanted[0]?.line ?? document });
  const total = heldSum([...lines, ...charges.value].flatMap(({ amounts }) => amounts));
  const left = refundableMoney(state, close, grants);
  // A refund of less than nothing would take money: charges that lower the total come back as they were taken.
  if (total < 0 || total > left) return refuse({ code: 'order/refund-beyond-paid', left, asked: total });
  return ok({ lines, charges: charges.value, total });
}

/** The document that a refund may point to. */
export function standingDocument(state: OrderState, document: string): Result<Close, PartsRefusal> {
  const { standing, reversed } = standOf(state);
  const close = standing.find((each) => each.document === document);
  if (close !== undefined) return ok(close);
  if (reversed.has(document)) return refuse({ code: 'order/document-already-reversed', document });
  const isKnown = state.documents.some((each) => each.document === document);
  return refuse({ code: isKnown ? 'order/document-contested' : 'order/document-unknown', document });
}

/** How much of a line may still come back, in quantity: for the screen that asks for it. */
export function refundableQuantity(state: OrderState, sold: ClosedDocument['lines'][number]): QuantityMicro {
  if (!isRefundable(sold)) return quantityMicro(0);
  const { quantityMicro: gone } = goneOf(goneLines(state, openGrants(state)), sold.line);
  return quantityMicro(Math.max(0, sold.quantityMicro - gone));
}

/**
 * Paid less refunded of a document, at least 0: its payments that were recorded and the goods that came in on it, less its
 * refunds and what these grants may give back, less what the whole order has already paid out too much.
 */
export function refundableMoney(
  state: OrderState,
  close: Close,
  grants: readonly RefundGrant[] = openGrants(state),
): AmountMinor {
  const paid = close.payments.map(({ payment }) => state.payments.get(payment)?.amount ?? 0);
  const refunded = refundsOf(state, close.document).map(({ total }) => total);
  const granted = grants
    .filter(({ document }) => document === close.document)
    .map(({ amount }) => 0 - amount);
  const lost = Math.min(0, balanceOf(state));
  return amountMinor(Math.max(0, heldSum([...paid, goodsTaken(close), ...refunded, ...granted, lost])));
}

/** What the returned lines of a document paid of it, at least 0. */
export function goodsTaken({ lines }: Pick<ClosedDocument, 'lines'>): AmountMinor {
  return heldSum(lines.map(({ total }) => Math.max(0, 0 - total)));
}

function isRefundable({ quantityMicro: quantity, total }: ClosedDocument['lines'][number]): boolean {
  return quantity > 0 && total >= 0;
}

function linePart(
  sold: ClosedDocument['lines'][number],
  part: QuantityMicro,
  gone: Gone,
): ReturnType<typeof refundShare> {
  return amountsBack(sold, gone, {
    quantityMicro: sold.quantityMicro,
    refundedQuantityMicro: gone.quantityMicro,
    part,
  });
}

/**
 * The total is shared, since that is what a guest counts, and each tax; the net is what they leave. Each on its own would
 * give 12.51 for a half of 25.00, where net and tax both end in half a cent.
 */
function amountsBack(
  sold: Pick<ClosedDocument['lines'][number], 'net' | 'taxes' | 'total'>,
  gone: Gone,
  {
    quantityMicro: quantity,
    refundedQuantityMicro,
    part,
  }: {
    readonly quantityMicro: QuantityMicro;
    readonly refundedQuantityMicro: QuantityMicro;
    readonly part: QuantityMicro;
  },
): ReturnType<typeof refundShare> {
  const amounts = [sold.total, ...sold.taxes.map(({ amount }) => amount)];
  const refunded = within([heldSum(gone.amounts), ...gone.amounts.slice(1)], amounts);
  const shared = refundShare({ quantityMicro: quantity, amounts, refundedQuantityMicro, refunded }, part);
  if (!shared.ok) return shared;
  const [total, ...taxes] = shared.value;
  return ok([heldSum([total!, ...taxes.map((tax) => 0 - tax)]), ...taxes]);
}

function chargeParts(
  close: Close,
  parts: RefundParts['lines'],
  gone: { readonly gone: ReadonlyMap<string, Gone>; readonly charges: ReadonlyMap<string, Gone> },
): Result<RefundParts['charges'], PricingRefusal> {
  if (close.charges.length === 0) return ok([]);
  const refundable = close.lines.filter(isRefundable);
  const all = heldSum(refundable.map(({ total }) => total));
  const now = heldSum(parts.flatMap(({ amounts }) => amounts));
  const before = heldSum(
    refundable.flatMap((line) => [...within([heldSum(goneOf(gone.gone, line.line).amounts)], [line.total])]),
  );
  const charges: RefundParts['charges'][number][] = [];
  for (const sold of close.charges) {
    // A charge is shared by money as a line is by quantity: the lines' totals are its quantity.
    const share = amountsBack(sold, goneOf(gone.charges, sold.charge), {
      quantityMicro: quantityMicro(all),
      refundedQuantityMicro: quantityMicro(Math.min(before, all - now)),
      part: quantityMicro(now),
    });
    if (!share.ok) return share;
    charges.push({ sold, amounts: share.value });
  }
  return ok(charges);
}

/** What has gone, held between nothing and what was sold: another close of the line may have said more. */
function within(gone: readonly AmountMinor[], sold: readonly AmountMinor[]): readonly AmountMinor[] {
  return sold.map((amount, at) => {
    const value = gone[at] ?? 0;
    return amountMinor(
      amount >= 0 ? Math.max(0, Math.min(amount, value)) : Math.min(0, Math.max(amount, value)),
    );
  });
}
