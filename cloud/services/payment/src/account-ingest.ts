import { foldAll, type Recorded } from '@beaveros/domain/journal';
import {
  accountFold,
  type AccountFolded,
  type AccountMovementFolded,
  type AccountRows,
  accountRows,
} from '@beaveros/domain/payment';
import type { Transaction } from '@beaveros/service-kit';
import { amountsOf, projection, replaceRows } from '@beaveros/service-kit/ingest';
import { and, asc, eq } from 'drizzle-orm';
import { accountMovements, accounts } from './account-tables.ts';

const ACCOUNT = amountsOf<AccountFolded>()('creditLimit', 'balance', 'available', 'overdrawn');
const MOVEMENT = amountsOf<AccountMovementFolded>()('delta');
/** Points are whole. */
const POINTS_EXPONENT = 0;

/** Accounts and their movements, by account; what grants of them are decided from. */
export const ACCOUNT_PROJECTIONS = [
  projection({
    name: 'accounts',
    reads: accountFold.reads,
    fold: (account, facts) =>
      rowsOf(account, facts as readonly Recorded[]).accounts.map((row) =>
        ACCOUNT.toMajor(row, row.currencyExponent ?? POINTS_EXPONENT),
      ),
    replace: (tx, tenantId, aggregates, rows) =>
      replaceRows(tx, accounts, { tenantId, aggregateColumn: 'id', aggregates, rows: rows.flat() }),
  }),
  projection({
    name: 'account-movements',
    reads: accountFold.reads,
    fold: (account, facts) =>
      rowsOf(account, facts as readonly Recorded[]).movements.map((row) =>
        MOVEMENT.toMajor(row, row.currencyExponent ?? POINTS_EXPONENT),
      ),
    replace: (tx, tenantId, aggregates, rows) =>
      replaceRows(tx, accountMovements, {
        tenantId,
        aggregateColumn: 'account_id',
        aggregates,
        rows: rows.flat(),
      }),
  }),
] as const;

/** An account and its movements as domain rows, in canonical order. */
export async function readAccount(tx: Transaction, tenantId: string, account: string): Promise<AccountRows> {
  const found = await tx.drizzle
    .select()
    .from(accounts)
    .where(and(eq(accounts.tenantId, tenantId), eq(accounts.id, account)));
  const moves = await tx.drizzle
    .select()
    .from(accountMovements)
    .where(and(eq(accountMovements.tenantId, tenantId), eq(accountMovements.accountId, account)))
    .orderBy(asc(accountMovements.position));
  return {
    accounts: found.map((row) => ACCOUNT.toMinor(row, row.currencyExponent ?? POINTS_EXPONENT)),
    movements: moves.map((row) => MOVEMENT.toMinor(row, row.currencyExponent ?? POINTS_EXPONENT)),
  };
}

function rowsOf(account: string, facts: readonly Recorded[]): AccountRows {
  return accountRows(foldAll(accountFold, account, facts).state);
}
