import type { AccountRows } from '@beaveros/domain/payment';
import type { Transaction } from '@beaveros/service-kit';
import { and, asc, eq, getTableColumns } from 'drizzle-orm';
import { MOVEMENT, POINTS_EXPONENT } from './account-entries.ts';
import { ACCOUNT } from './account-heads.ts';
import { accountMovements, accounts } from './account-tables.ts';

/** An account and its movements as domain rows, in canonical order. */
export async function readAccount(tx: Transaction, tenantId: string, account: string): Promise<AccountRows> {
  const found = await tx.drizzle
    .select()
    .from(accounts)
    .where(and(eq(accounts.tenantId, tenantId), eq(accounts.id, account)));
  const {
    commandId: _command,
    lineId: _line,
    grantId: _grant,
    deltaMinor: _minor,
    clock,
    chain,
    seq,
    idx,
    ...columns
  } = getTableColumns(accountMovements);
  const moves = await tx.drizzle
    .select(columns)
    .from(accountMovements)
    .where(and(eq(accountMovements.tenantId, tenantId), eq(accountMovements.accountId, account)))
    .orderBy(asc(clock), asc(chain), asc(seq), asc(idx));
  return {
    accounts: found.map((row) => ACCOUNT.toMinor(row, row.currencyExponent ?? POINTS_EXPONENT)),
    movements: moves.map((row, position) =>
      MOVEMENT.toMinor({ ...row, position }, row.currencyExponent ?? POINTS_EXPONENT),
    ),
  };
}
