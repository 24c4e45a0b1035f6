import {
  type AccountFolded,
  accountRows,
  type AccountState,
  openSpendGrants,
  type TillAccountRow,
} from '@beaveros/domain/payment';
import { assert } from '@beaveros/kit';
import type { Transaction } from '@beaveros/service-kit';
import { amountsOf, insertRows } from '@beaveros/service-kit/ingest';
import { POINTS_EXPONENT } from './account-entries.ts';
import { accounts } from './account-tables.ts';

export const ACCOUNT = amountsOf<AccountFolded>()('creditLimit', 'balance', 'available', 'overdrawn');

/** What an account comes to: its balance and terms; its movements are rows of their own. */
export interface AccountHead {
  /** Terms, balance and open grants; it needs no movements. */
  readonly state: AccountState;
  readonly opening: TillAccountRow['opening'];
  /** By grant, where it was written. */
  readonly grantPlaces: ReadonlyMap<string, NonNullable<TillAccountRow['opening']>>;
  readonly heads: TillAccountRow['heads'];
  readonly sumMinor: bigint;
  readonly isOdd: boolean;
}

/** Writes what these accounts come to, and what comes down of them, in place of what was there. */
export async function writeAccountHeads(
  tx: Transaction,
  tenantId: string,
  { ids, heads }: { readonly ids: readonly string[]; readonly heads: readonly AccountHead[] },
): Promise<void> {
  await tx.execute('delete from accounts where tenant_id = $1 and id = any($2::uuid[])', [tenantId, ids]);
  await insertRows(
    tx,
    accounts,
    heads.flatMap(({ state }) =>
      accountRows(state).accounts.map((row) => ACCOUNT.toMajor(row, row.currencyExponent ?? POINTS_EXPONENT)),
    ),
  );
  await tx.execute(SUMS, [
    tenantId,
    ids,
    JSON.stringify(
      heads.map(({ state, sumMinor, isOdd }) => ({
        account_id: state.account,
        sum_minor: String(sumMinor),
        is_odd: isOdd,
      })),
    ),
  ]);
  const kept = heads.map(({ state }) => state.account);
  await tx.execute(
    'delete from till_accounts where tenant_id = $1 and id = any($2::uuid[]) and not id = any($3::uuid[])',
    [tenantId, ids, kept],
  );
  await tx.execute(PUBLISH, [tenantId, JSON.stringify(heads.map(publishedRow))]);
}

function publishedRow({ state, opening, grantPlaces, heads }: AccountHead) {
  const [row] = accountRows(state).accounts;
  assert(row !== undefined, 'an account without terms has no row');
  const currency =
    row.currencyCode === null ? null : { code: row.currencyCode, exponent: row.currencyExponent };
  const granted = openSpendGrants(state)
    .map(({ by: _by, ...grant }) => ({ ...grant, ...grantPlaces.get(grant.grant) }))
    .sort((a, b) => (a.grant < b.grant ? -1 : 1));
  return {
    id: row.id,
    kind: row.kind,
    currency,
    label: row.label,
    customer_id: row.customerId,
    credit_limit_minor: row.creditLimit,
    balance_minor: row.balance,
    opening,
    granted,
    heads,
  };
}

const SUMS = `
with gone as (delete from account_sums where tenant_id = $1 and account_id = any($2::uuid[])
  and account_id not in (select account_id from json_to_recordset($3::json) as r(account_id uuid)))
insert into account_sums (tenant_id, account_id, sum_minor, is_odd)
select $1::uuid, account_id, sum_minor, is_odd
from json_to_recordset($3::json) as r(account_id uuid, sum_minor numeric, is_odd boolean)
on conflict (tenant_id, account_id) do update set sum_minor = excluded.sum_minor, is_odd = excluded.is_odd`;

const PUBLISH = `
insert into till_accounts as t (tenant_id, id, kind, currency, label, customer_id, credit_limit_minor, balance_minor, opening,
  granted, heads, version)
select $1::uuid, id, kind, nullif(currency, 'null'), label, customer_id, credit_limit_minor, balance_minor,
  nullif(opening, 'null'), granted, heads, 1
from json_to_recordset($2::json) as r(id uuid, kind text, currency jsonb, label text, customer_id uuid,
  credit_limit_minor bigint, balance_minor bigint, opening jsonb, granted jsonb, heads jsonb)
on conflict (tenant_id, id) do update set kind = excluded.kind, currency = excluded.currency, label = excluded.label,
  customer_id = excluded.customer_id, credit_limit_minor = excluded.credit_limit_minor,
  balance_minor = excluded.balance_minor, opening = excluded.opening, granted = excluded.granted, heads = excluded.heads,
  version = t.version + 1, updated_at = now()
where (t.kind, t.currency, t.label, t.customer_id, t.credit_limit_minor, t.balance_minor, t.opening, t.granted, t.heads)
  is distinct from (excluded.kind, excluded.currency, excluded.label, excluded.customer_id, excluded.credit_limit_minor,
  excluded.balance_minor, excluded.opening, excluded.granted, excluded.heads)`;
