import { amountMinor, type BusinessDate, type Id, negate } from '@beaveros/kit';
import { type ClosedDocument, heldSum, type Refund } from '../state.ts';
import type { PlannedRefund } from './decide.ts';

/** What a refund says: the parts' amounts negated, under a number of its own. */
export function refundDocument(
  { close, parts, permit }: PlannedRefund,
  said: {
    readonly document: Id<'Document'>;
    readonly number: ClosedDocument['number'];
    readonly businessDate: BusinessDate;
    readonly localTime: string;
    readonly cashierName: string;
    readonly reason: string;
    readonly shift: Id<'Shift'> | null;
    readonly payments: Refund['payments'];
  },
): Refund {
  const { document, number, businessDate, localTime, cashierName, reason, shift, payments } = said;
  const lines = parts.lines.map(({ sold, quantityMicro, amounts }) => ({
    line: sold.line,
    name: sold.name,
    item: sold.item,
    categories: [...sold.categories],
    quantityMicro,
    ...givenBack(sold, amounts),
  }));
  const charges = parts.charges.map(({ sold, amounts }) => ({
    charge: sold.charge,
    name: sold.name,
    ...givenBack(sold, amounts),
  }));
  return {
    document,
    number,
    refunds: close.document,
    currency: close.currency,
    businessDate,
    localTime,
    cashierName,
    reason,
    permit,
    lines,
    charges,
    net: heldSum([...lines, ...charges].map(({ net }) => net)),
    taxes: addUpTaxes([...lines, ...charges].flatMap(({ taxes }) => taxes)),
    total: amountMinor(0 - parts.total),
    rounding: heldSum(payments.map(({ rounding }) => rounding)),
    payments,
    isTraining: close.isTraining,
    shift,
    customer: close.customer,
  };
}

type Taxes = Refund['taxes'];

function givenBack({ taxes }: { readonly taxes: Taxes }, amounts: RefundAmounts) {
  return {
    net: negate(amounts[0]!),
    taxes: taxes.map((tax, at) => ({ ...tax, amount: negate(amounts[at + 1]!) })),
    total: negate(heldSum(amounts)),
  };
}

type RefundAmounts = PlannedRefund['parts']['lines'][number]['amounts'];

/** One row a tax, as a close has them: in the order in which they are met. */
function addUpTaxes(taxes: Taxes): Taxes {
  const sums = new Map<string, Taxes[number]>();
  for (const tax of taxes) {
    const key = `${tax.tax}/${tax.ratePpm}/${tax.mode}`;
    const before = sums.get(key);
    sums.set(key, before === undefined ? tax : { ...tax, amount: heldSum([before.amount, tax.amount]) });
  }
  return [...sums.values()];
}
