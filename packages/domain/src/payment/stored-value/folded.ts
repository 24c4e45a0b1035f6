import { type AmountMinor, amountMinor, type BusinessDate, ZERO } from '@beaveros/kit';
import type { AccountKind } from './events.ts';
import {
  accountBalance,
  accountLoss,
  type AccountState,
  accountTerms,
  availableOf,
  countingMoves,
} from './state.ts';

// What screens and reports read of stored value: folded tables, the same rows on the till and in the service.

export interface AccountFolded {
  readonly id: string;
  readonly tenantId: string;
  readonly kind: AccountKind;
  /** null: points. */
  readonly currencyCode: string | null;
  readonly currencyExponent: number | null;
  readonly label: string;
  readonly customerId: string | null;
  readonly creditLimit: AmountMinor;
  readonly balance: AmountMinor;
  /** What may be spent, not below 0: less what was granted to tills that have not spent it yet. */
  readonly available: AmountMinor;
  /** What was spent beyond the balance: a named loss; 0: none. */
  readonly overdrawn: AmountMinor;
  /** The task that names it, or null. */
  readonly overdrawnTaskId: string | null;
  readonly openedAt: number | null;
  readonly openedBy: string | null;
}

export interface AccountMovementFolded {
  /** The event's id. */
  readonly id: string;
  readonly tenantId: string;
  readonly accountId: string;
  readonly storeId: string | null;
  readonly terminalId: string | null;
  /** Its place in the ledger, from 0, in canonical order, behind those that an opening row has. */
  readonly position: number;
  /** null: points. */
  readonly currencyCode: string | null;
  readonly currencyExponent: number | null;
  readonly reason: string;
  readonly delta: AmountMinor;
  /** A line loads once: of two closes apart the second's load counts nothing. */
  readonly counts: boolean;
  readonly orderId: string | null;
  readonly paymentId: string | null;
  readonly documentId: string | null;
  readonly note: string | null;
  readonly businessDate: BusinessDate;
  readonly movedAt: number;
  readonly movedBy: string | null;
}

export interface AccountRows {
  readonly accounts: readonly AccountFolded[];
  readonly movements: readonly AccountMovementFolded[];
}

/** The rows of one account; always replaced together. None while only grants of it are known. */
export function accountRows(state: AccountState): AccountRows {
  const terms = accountTerms(state);
  if (terms === null || state.tenant === null) return { accounts: [], movements: [] };
  const tenantId = state.tenant;
  const loss = accountLoss(state);
  const counting = new Set(countingMoves(state));
  const account: AccountFolded = {
    id: state.account,
    tenantId,
    kind: terms.kind,
    currencyCode: terms.currency?.code ?? null,
    currencyExponent: terms.currency?.exponent ?? null,
    label: terms.label,
    customerId: terms.customer,
    creditLimit: state.opened?.creditLimit ?? ZERO,
    balance: accountBalance(state),
    available: amountMinor(Math.max(0, availableOf(state))),
    overdrawn: loss?.amount ?? ZERO,
    overdrawnTaskId: loss?.task ?? null,
    openedAt: state.opened?.by?.at ?? null,
    openedBy: state.opened?.by?.actor ?? null,
  };
  const gone = state.opening?.moves ?? 0;
  const movements = state.moves.map((move, at) => ({
    id: move.by.event,
    tenantId,
    accountId: state.account,
    storeId: move.by.store,
    terminalId: move.by.terminal,
    position: gone + at,
    currencyCode: move.currency?.code ?? null,
    currencyExponent: move.currency?.exponent ?? null,
    reason: move.reason,
    delta: move.delta,
    counts: counting.has(move),
    orderId: move.order,
    paymentId: move.payment,
    documentId: move.document,
    note: move.note,
    businessDate: move.by.businessDate,
    movedAt: move.by.at,
    movedBy: move.by.actor,
  }));
  return { accounts: [account], movements };
}
