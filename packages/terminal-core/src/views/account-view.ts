import {
  openGrants,
  type OrderState,
  refundableMoney,
  refundableQuantity,
  refundsOf,
  standingDocuments,
} from '@beaveros/domain/order';
import {
  accountBalance,
  accountLoss,
  type AccountState,
  accountTerms,
  availableOf,
} from '@beaveros/domain/payment';
import type { AccountView, RefundableView } from '@beaveros/protocol/ipc';
import { amountMinor, type Id, ZERO } from '@beaveros/kit';

/** Movements shown of an account: a page of a customer's last visits. */
const MOVEMENTS_SHOWN = 20;

/** An account as a screen shows it; null: nobody here has heard of it. */
export function accountView(state: AccountState): AccountView | null {
  const terms = accountTerms(state);
  if (terms === null) return null;
  return {
    account: state.account as Id<'Account'>,
    kind: terms.kind,
    label: terms.label,
    currency: terms.currency,
    balance: accountBalance(state),
    available: amountMinor(Math.max(0, availableOf(state))),
    overdrawn: accountLoss(state)?.amount ?? ZERO,
    movements: state.moves
      .slice(-MOVEMENTS_SHOWN)
      .reverse()
      .map(({ by, reason, delta, note }) => ({ at: by.at, reason, delta, note })),
  };
}

/** What may still come back of a standing document; null: none has this id. */
export function refundableView(state: OrderState, document: string): RefundableView | null {
  const close = standingDocuments(state).find((each) => each.document === document);
  if (close === undefined) return null;
  const back = refundsOf(state, document).flatMap(({ payments }) => payments);
  return {
    document: close.document,
    currency: close.currency,
    lines: close.lines.map((sold) => ({
      line: sold.line,
      name: sold.name,
      soldMicro: sold.quantityMicro,
      leftMicro: refundableQuantity(state, sold),
    })),
    money: refundableMoney(state, close, openGrants(state)),
    payments: close.payments.map(({ payment, name, type, amount }) => ({
      payment,
      name,
      type,
      left: amountMinor(
        back.filter(({ of }) => of === payment).reduce((left, each) => left + each.amount, amount as number),
      ),
    })),
  };
}
