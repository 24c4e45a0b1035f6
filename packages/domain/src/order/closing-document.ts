import { amountMinor, type BusinessDate, type Id } from '@beaveros/kit';
import { DOCUMENT_LINES_MAX, LINE_DISCOUNTS_MAX } from './document-parts.ts';
import { standingDocuments } from './standing.ts';
import {
  type ClosedDocument,
  guestsOf,
  heldSum,
  type OrderState,
  type RecordedPayment,
  tableOf,
} from './state.ts';
import { type OrderTotals, type PricedOrderLine, priceOrderLine } from './totals.ts';

type DocumentLine = ClosedDocument['lines'][number];
type DocumentPayment = ClosedDocument['payments'][number];

/** What the close of an order says: its open lines as they are priced, what was taken back, and what paid for it. */
export function closingDocument(
  state: OrderState,
  close: {
    readonly document: Id<'Document'>;
    readonly number: ClosedDocument['number'];
    readonly businessDate: BusinessDate;
    readonly localTime: string;
    readonly cashierName: string;
    readonly shift: { readonly shift: Id<'Shift'>; readonly isTraining?: boolean } | null;
    readonly totals: OrderTotals;
    readonly payments: readonly RecordedPayment[];
  },
): ClosedDocument {
  const opened = state.opened!;
  const { totals } = close;
  const payments = close.payments.map(documentPayment);
  return {
    document: close.document,
    number: close.number,
    label: opened.label,
    kind: opened.kind,
    tableName: tableOf(state)?.name ?? null,
    currency: opened.currency,
    businessDate: close.businessDate,
    localTime: close.localTime,
    cashierName: close.cashierName,
    ...saidOfTotals(totals),
    rounding: heldSum(payments.map(({ rounding }) => rounding)),
    tips: heldSum(payments.map(({ tip }) => tip)),
    payments,
    voided: voidedLines(state),
    customer: state.customer,
    guests: guestsOf(state),
    isTraining: close.shift?.isTraining ?? false,
    shift: close.shift?.shift ?? null,
    change: amountMinor(payments.reduce<number>((all, { change }) => all + change, 0)),
    note: state.note,
    saw: [...state.seen],
  };
}

/** Lines, charges and sums as documents and quotes say them. */
export function saidOfTotals(
  totals: OrderTotals,
): Pick<ClosedDocument, 'lines' | 'charges' | 'net' | 'taxes' | 'total' | 'discount'> {
  const { net, total, discount } = totals;
  return {
    lines: totals.lines.map(documentLine),
    charges: totals.charges.map((charge) => ({
      ...charge,
      charge: charge.charge as Id<'PriceRule'>,
      taxes: charge.taxes.map(toTaxTotal),
    })),
    net,
    taxes: totals.taxes.map(toTaxTotal),
    total,
    discount,
  };
}

function toTaxTotal(tax: OrderTotals['taxes'][number]): ClosedDocument['taxes'][number] {
  return { ...tax } as ClosedDocument['taxes'][number];
}

function documentLine({ line, priced }: PricedOrderLine): DocumentLine {
  const { added } = line;
  return {
    line: added.line,
    item: added.item,
    name: added.name,
    sku: added.sku,
    quantityMicro: line.quantityMicro,
    unitPriceMicro: line.unitPriceMicro,
    modifiers: added.modifiers,
    note: line.note,
    net: priced.net,
    taxes: added.taxes.map(({ tax, name, ratePpm, mode }, at) => ({
      tax,
      name,
      ratePpm,
      mode,
      amount: priced.taxes[at]!,
    })),
    total: priced.total,
    categories: [...added.categories],
    staff: line.staff?.id ?? null,
    seat: line.seat,
    course: line.course,
    listed: priced.listed,
    discounts: documentDiscounts(priced.discounts),
  };
}

/** More rules on one line than a document names are said by the last one together: the amounts stay whole. */
function documentDiscounts(taken: PricedOrderLine['priced']['discounts']): DocumentLine['discounts'] {
  if (taken.length <= LINE_DISCOUNTS_MAX) return [...taken];
  const last = taken[LINE_DISCOUNTS_MAX - 1]!;
  const rest = heldSum(taken.slice(LINE_DISCOUNTS_MAX - 1).map(({ amount }) => amount));
  return [...taken.slice(0, LINE_DISCOUNTS_MAX - 1), { ...last, amount: rest }];
}

/** A payment as documents and bills say it. */
export function documentPayment(recorded: RecordedPayment): DocumentPayment {
  const { payment, method, amount, tendered, change } = recorded;
  const { tip, rounding, account } = recorded;
  const { id, name, type } = method;
  return { payment, method: id, name, type, amount, tendered, change, tip, rounding, account };
}

/** Lines taken back that no standing document has said yet: of a supplementary check only what came since. */
function voidedLines(state: OrderState): ClosedDocument['voided'] {
  const said = new Set<string>(
    standingDocuments(state).flatMap(({ lines, voided }) => [...lines, ...voided].map(({ line }) => line)),
  );
  return [...state.lines.values()]
    .filter(({ voided, added }) => voided !== null && !said.has(added.line))
    .slice(0, DOCUMENT_LINES_MAX)
    .map((line) => ({
      line: line.added.line,
      item: line.added.item,
      name: line.added.name,
      quantityMicro: line.quantityMicro,
      total: priceOrderLine(state, line).total,
      reason: line.voided!.reason,
      wasFired: line.firings.length > 0,
    }));
}
