import type { Transaction } from '@beaveros/service-kit';

/** Writes down when entries were first heard of; those that were stay as they are. In the order given, which is that of their chain. */
export async function noteArrivals(
  tx: Transaction,
  tenantId: string,
  entries: readonly { readonly chain: string; readonly seq: number }[],
): Promise<void> {
  if (entries.length === 0) return;
  const places = entries.map(({ chain, seq }) => ({ chain: `\\x${chain}`, seq }));
  await tx.execute(
    `insert into arrivals (tenant_id, chain, seq)
     select $1::uuid, e.chain, e.seq from (select distinct chain, seq from json_to_recordset($2::json) as p(chain bytea, seq bigint)) e
     order by e.chain, e.seq
     on conflict do nothing`,
    [tenantId, JSON.stringify(places)],
  );
}

/** Says in the ledger when the documents of these orders were first heard of, so that a day asks one table. */
export async function markArrivals(
  tx: Transaction,
  tenantId: string,
  orders: readonly string[],
): Promise<void> {
  await tx.execute(
    `update contributions c set arrival = a.arrival from arrivals a
     where c.tenant_id = $1 and c.order_id = any($2::uuid[]) and a.tenant_id = c.tenant_id and a.chain = c.chain and a.seq = c.seq`,
    [tenantId, orders],
  );
}

/** The last arrival up to a moment, ISO 8601; 0: nothing was known. Reads the tenant's arrivals: a million take 0.1 s. */
export async function lastArrivalBy(tx: Transaction, tenantId: string, moment: string): Promise<number> {
  const [row] = await tx.query<{ readonly last: number }>(
    'select coalesce(max(arrival), 0)::bigint as last from arrivals where tenant_id = $1 and arrived_at <= $2::timestamptz',
    [tenantId, moment],
  );
  return row!.last;
}
