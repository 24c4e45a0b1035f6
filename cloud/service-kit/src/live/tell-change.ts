import type { Transaction } from '../transaction.ts';
import { EVERYWHERE, IN_NO_STORE, LIVE_CHANNEL } from './change.ts';

/**
 * Tells whoever watches this service that something of the transaction's tenant changed: in these stores (null: in none
 * of them), or `everywhere`. It is heard when the transaction commits, and never if it does not; said twice in one
 * transaction it is heard once. The tenant is the transaction's own, so that nobody can be told of another's.
 *
 * NOTE: transactions that tell commit one after the other in their database (PostgreSQL, NOTIFY); tell once in each.
 */
export async function tellChange(
  tx: Transaction,
  where: 'everywhere' | readonly (string | null)[],
): Promise<void> {
  const places = where === 'everywhere' ? [EVERYWHERE] : where.map((store) => store ?? IN_NO_STORE);
  if (places.length === 0) return;
  await tx.query(
    `select pg_notify('${LIVE_CHANNEL}', current_setting('beaver.tenant_id') || '/' || place)
     from unnest($1::text[]) as place group by place`,
    [places],
  );
}
