import {
  CASH_ROUNDING_SCOPES,
  type CashRounding,
  creditToGiftCard,
  leftAfterParts,
  payByGiftCard,
  refundShare,
  type Settlement,
  settle,
  type Tender,
} from '@beaveros/domain/pricing';
import { type AmountMinor, amountMinor, negate, quantityMicro, ROUNDING_MODES, ZERO } from '@beaveros/kit';
import type { Fields } from '../../fields.ts';
import type { Kind } from '../kind.ts';
import { readCurrency } from '../read-lines.ts';
import { amountOf, answerOf, digitsFor, digitsOf, quantityMicroOf, valueOf } from './digits.ts';
import { isCash, paymentsOf } from './payments.ts';
import { netAndGrossOf, orderTotalOf } from './priced.ts';

/** Money taken and given back: `cash_rounding`, `split_tender`, `gift_card` and `refund`. */
export const TENDER_KINDS: Readonly<Record<string, Kind>> = {
  cash_rounding: settled,
  split_tender: settled,
  gift_card: (inputs) => {
    const digits = readCurrency(inputs).exponent;
    const bill = billOf(inputs, digits);
    const isCredit = inputs.text('refund_to') === 'gift_card';
    const value = isCredit ? creditToGiftCard(bill.gross) : ZERO;
    const paid = valueOf(payByGiftCard(bill, amountOf(inputs.decimal('gift_card_balance', '0'), digits)));
    const total = isCredit ? amountMinor(bill.gross + value) : paid.remainingGross;
    const answer = (amount: AmountMinor) => answerOf(amount, digits);
    return {
      found: {
        net: answer(bill.net),
        tax: answer(amountMinor(bill.gross - bill.net)),
        gift_card_value: answer(value),
        redeemed: answer(paid.redeemed),
        total: answer(total),
        remaining: answer(total),
        remaining_net: answer(paid.remainingNet),
        remaining_gross: answer(paid.remainingGross),
        gift_card_balance: answer(amountMinor(paid.balanceAfter + value)),
      },
      derivation: { bill, paid },
    };
  },
  refund: (inputs) => {
    const digits = digitsOf(inputs);
    const amounts = [inputs.decimal('line_total', '0'), inputs.decimal('line_tax', '0')].map((text) =>
      amountOf(text, digits),
    );
    const quantity = quantityMicroOf(inputs.decimal('qty', '1'));
    const asked = quantityMicroOf(inputs.decimal('refund_qty') ?? inputs.decimal('qty', '1'));
    const repeat = inputs.integer('repeat', 1);
    const sold = { quantityMicro: quantity, amounts, refundedQuantityMicro: quantityMicro(0), refunded: [] };
    // The format asks for more than there is and means all of it; the engine would refuse.
    const part = Math.abs(asked) > Math.abs(quantity) ? quantity : asked;
    const each = valueOf(refundShare(sold, part));
    const left = leftAfterParts(sold, each, repeat);
    const [total = ZERO, tax = ZERO] = each;
    const [remaining = ZERO, remainingTax = ZERO] = left;
    return {
      found: {
        total: answerOf(total, digits),
        each: answerOf(total, digits),
        tax: answerOf(tax, digits),
        remaining: answerOf(remaining, digits),
        remaining_tax: answerOf(remainingTax, digits),
      },
      derivation: { each, left },
    };
  },
};

/** Cash rounding and split tender are one question: what is payable, paid, owed, given back. */
function settled(inputs: Fields): ReturnType<Kind> {
  const step = inputs.decimal('step');
  const payments = paymentsOf(inputs);
  const tendered = inputs.decimal('amount');
  const orderTotal = orderTotalOf(inputs);
  const digits = digitsFor(digitsOf(inputs), [
    step,
    tendered,
    orderTotal,
    ...payments.map(({ amount }) => amount),
  ]);
  const next = inputs.text('tender', 'cash');
  const isRefund = inputs.flag('refund');
  const rounding = step === undefined ? null : roundingOf(inputs, amountOf(step, digits));
  const tenders = [...payments, ...(tendered === undefined ? [] : [{ method: next, amount: tendered }])].map(
    ({ method, amount }): Tender => ({ isCash: isCash(method), amount: amountOf(amount, digits) }),
  );
  const total = amountOf(orderTotal, digits);
  const bill = {
    total: isRefund ? backwards(total) : total,
    tenders: isRefund ? tenders.map((each) => ({ ...each, amount: backwards(each.amount) })) : tenders,
    next: isCash(next) ? ('cash' as const) : ('other' as const),
    rounding,
  };
  const settlement = valueOf(settle(bill));
  const answer = (amount: AmountMinor) => answerOf(amount, digits);
  return {
    found: {
      ...Object.fromEntries(
        Object.entries(settlementAnswers(settlement)).map(([name, amount]) => [name, answer(amount)]),
      ),
      remaining_after: settlement.remainingAfter.map(answer),
      sale_payable: answer(forwards(settlement.payable)),
      refund_payable: answer(backwards(settlement.payable)),
      valid: settlement.remaining === 0,
    },
    derivation: { bill, settlement },
  };
}

const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth'];

function settlementAnswers(settlement: Settlement): Readonly<Record<string, AmountMinor>> {
  const { payable, rounding, paid, remaining, change, remainingAfter } = settlement;
  const after = remainingAfter
    .slice(0, ORDINALS.length)
    .map((amount, at) => [`remaining_after_${ORDINALS[at]}`, amount]);
  return {
    payable,
    rounding,
    paid,
    remaining,
    remaining_for_cash: remaining,
    change,
    ...Object.fromEntries(after),
  };
}

function roundingOf(inputs: Fields, stepMinor: AmountMinor): CashRounding {
  return {
    stepMinor,
    method: inputs.word('method', ROUNDING_MODES, 'HALF_UP'),
    scope: inputs.word('scope', CASH_ROUNDING_SCOPES, 'cash_only'),
  };
}

function backwards(amount: AmountMinor): AmountMinor {
  return amount > 0 ? negate(amount) : amount;
}

function forwards(amount: AmountMinor): AmountMinor {
  return amount < 0 ? negate(amount) : amount;
}

/** From the lines, or net and gross as they are given; one alone stands for both. */
function billOf(inputs: Fields, digits: number): { readonly net: AmountMinor; readonly gross: AmountMinor } {
  const net = inputs.decimal('total_net');
  const gross = inputs.decimal('total_gross') ?? inputs.decimal('order_total') ?? net;
  if (gross !== undefined) return { net: amountOf(net ?? gross, digits), gross: amountOf(gross, digits) };
  return netAndGrossOf(inputs);
}
