import { foldAll, readEvent } from '@beaveros/domain/journal';
import { accountFold, type AccountState, accountTerms, type TillAccountRow } from '@beaveros/domain/payment';
import type { Transaction } from '@beaveros/service-kit';
import { atNewestVersion, readFactsOfCommands } from '@beaveros/service-kit/ingest';
import type { AccountEntries, Movement } from './account-entries.ts';

// The SQL of the ledger: each statement is for all accounts of a batch, and looks up rows by an index of its own.

/** What was held of an account before a batch. */
export interface HeldAccount {
  readonly account: string;
  readonly sumMinor: bigint;
  readonly isOdd: boolean;
  readonly heads: TillAccountRow['heads'];
  readonly granted: TillAccountRow['granted'];
}

interface OfCommand {
  readonly aggregate: string;
  readonly commandId: string;
}

/** By account, what its sum changes by. */
export type LedgerSums = Map<string, bigint>;

export type Terms = NonNullable<AccountState['carried']>['terms'];
type Place = NonNullable<TillAccountRow['opening']>;

/** Those of these aggregates that are accounts with a row here. */
export async function heldAccounts(
  tx: Transaction,
  tenantId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, HeldAccount>> {
  const rows = await tx.query<Omit<HeldAccount, 'sumMinor'> & { readonly sum: string }>(
    `select s.account_id as account, s.sum_minor as sum, s.is_odd as "isOdd", t.heads, t.granted
     from account_sums s join till_accounts t on t.tenant_id = s.tenant_id and t.id = s.account_id
     where s.tenant_id = $1 and s.account_id = any($2::uuid[])`,
    [tenantId, ids],
  );
  return new Map(rows.map(({ sum, ...row }) => [row.account, { ...row, sumMinor: BigInt(sum) }]));
}

/** Accounts of which an event's id is held by another command than these. */
export async function takenEventIds(
  tx: Transaction,
  tenantId: string,
  {
    entries,
    commands,
  }: { readonly entries: readonly AccountEntries[]; readonly commands: readonly OfCommand[] },
): Promise<readonly string[]> {
  const movements = entries.flatMap((each) => each.movements);
  const rows = await tx.query<OfCommand>(
    `select m.account_id as aggregate, m.command_id as "commandId" from account_movements m
     join unnest($2::uuid[], $3::uuid[]) as e (account_id, id) on e.account_id = m.account_id and e.id = m.id
     where m.tenant_id = $1`,
    [tenantId, movements.map(({ accountId }) => accountId), movements.map(({ id }) => id)],
  );
  const ours = new Set(commands.map(keyOf));
  return rows.filter((row) => !ours.has(keyOf(row))).map(({ aggregate }) => aggregate);
}

/** Takes the rows of these commands out, and what counted of them out of the sums. */
export async function removeEntries(
  tx: Transaction,
  tenantId: string,
  { commands, sums }: { readonly commands: readonly OfCommand[]; readonly sums: LedgerSums },
): Promise<{
  readonly movements: readonly Loadable[];
  readonly marks: readonly { readonly grantId: string | null }[];
}> {
  const asked = [
    tenantId,
    commands.map(({ aggregate }) => aggregate),
    commands.map(({ commandId }) => commandId),
  ];
  const ofThese = `where tenant_id = $1 and (account_id, command_id) in
    (select account_id, command_id from unnest($2::uuid[], $3::uuid[]) as c (account_id, command_id))`;
  const movements = await tx.query<Loadable & Counted>(
    `delete from account_movements ${ofThese} returning account_id as "accountId", reason, order_id as "orderId",
       line_id as "lineId", grant_id as "grantId", delta_minor as "deltaMinor", counts`,
    asked,
  );
  for (const { accountId, deltaMinor, counts } of movements)
    if (counts) sums.set(accountId, (sums.get(accountId) ?? 0n) - BigInt(deltaMinor));
  const marks = await tx.query<{ readonly grantId: string | null }>(
    `delete from account_marks ${ofThese} returning grant_id as "grantId"`,
    asked,
  );
  return { movements, marks };
}

type Loadable = Pick<Movement, 'accountId' | 'reason' | 'orderId' | 'lineId' | 'grantId'>;
type Counted = Pick<Movement, 'accountId' | 'deltaMinor' | 'counts'>;

/** A line loads and earns once (`countingMoves` of domain): of the lines that these rows speak of, the first counts. */
export async function recount(
  tx: Transaction,
  tenantId: string,
  { rows, sums }: { readonly rows: readonly Loadable[]; readonly sums: LedgerSums },
): Promise<void> {
  const once = rows.filter(
    ({ reason, lineId }) => (reason === 'loaded' || reason === 'earned') && lineId !== null,
  );
  if (once.length === 0) return;
  const lines = once.map(({ accountId, reason, orderId, lineId }) => ({
    account_id: accountId,
    reason,
    order_id: orderId,
    line_id: lineId,
  }));
  const changed = await tx.query<Counted>(RECOUNT, [tenantId, JSON.stringify(lines)]);
  for (const { accountId, deltaMinor, counts } of changed) {
    const delta = BigInt(deltaMinor);
    sums.set(accountId, (sums.get(accountId) ?? 0n) + (counts ? delta : -delta));
  }
}

const RECOUNT = `
with lines as (select distinct account_id, reason, order_id, line_id
    from json_to_recordset($2::json) as r(account_id uuid, reason text, order_id uuid, line_id uuid)),
  ranked as (select m.account_id, m.id, row_number() over
      (partition by m.account_id, m.reason, m.order_id, m.line_id order by m.clock, m.chain, m.seq, m.idx) = 1 as is_first
    from lines l join account_movements m on m.tenant_id = $1 and m.account_id = l.account_id and m.line_id = l.line_id
      and m.reason = l.reason and m.order_id is not distinct from l.order_id)
update account_movements m set counts = r.is_first from ranked r
where m.tenant_id = $1 and m.account_id = r.account_id and m.id = r.id and m.counts <> r.is_first
returning m.account_id as "accountId", m.delta_minor as "deltaMinor", m.counts`;

/** The opening that stands, by account: the first in canonical order. */
export async function openingsOf(
  tx: Transaction,
  tenantId: string,
  ids: readonly string[],
): Promise<
  ReadonlyMap<string, { readonly said: NonNullable<AccountState['opened']>; readonly place: Place }>
> {
  type Said = NonNullable<AccountState['opened']>;
  const rows = await tx.query<
    Place & { readonly account: string; readonly body: Omit<Said, 'by'>; readonly author: Said['by'] }
  >(
    `select a.id as account, o.body, o.author, o.clock, o.chain, o.seq from unnest($2::uuid[]) as a (id)
     cross join lateral (select * from account_marks m where m.tenant_id = $1 and m.account_id = a.id
       and m.type = 'payment.AccountOpened' order by m.clock, m.chain, m.seq, m.idx limit 1) o`,
    [tenantId, ids],
  );
  return new Map(
    rows.map(({ account, body, author, ...place }) => [account, { said: { ...body, by: author }, place }]),
  );
}

/** What the first movement says of accounts that nobody has opened. */
export async function firstMoves(
  tx: Transaction,
  tenantId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Terms>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.query<OfCommand>(
    `select a.id as aggregate, f.command_id as "commandId" from unnest($2::uuid[]) as a (id)
     cross join lateral (select command_id from account_movements m where m.tenant_id = $1 and m.account_id = a.id
       order by m.clock, m.chain, m.seq, m.idx limit 1) f`,
    [tenantId, ids],
  );
  if (rows.length === 0) return new Map();
  const kept = atNewestVersion(await readFactsOfCommands(tx, tenantId, rows), readEvent);
  const terms = new Map<string, Terms>();
  for (const { aggregate } of rows) {
    const facts = kept.map(({ recorded }) => recorded).filter(({ event }) => event.aggregate === aggregate);
    const said = accountTerms(foldAll(accountFold, aggregate, facts).state);
    if (said !== null) terms.set(aggregate, said);
  }
  return terms;
}

/** Grants that changed, and those of them that nobody has used or given back. */
export async function grantsTouched(
  tx: Transaction,
  tenantId: string,
  {
    ids,
    grants,
    commands,
  }: {
    readonly ids: readonly string[];
    readonly grants: readonly string[];
    /** A movement uses the grant that its command was given. */
    readonly commands: readonly string[];
  },
): Promise<{
  readonly touched: ReadonlySet<string>;
  readonly open: (account: string) => TillAccountRow['granted'];
}> {
  type Body = Omit<TillAccountRow['granted'][number], keyof Place>;
  const rows = await tx.query<
    Place & { readonly account: string; readonly body: Body; readonly isOpen: boolean }
  >(GRANTS, [tenantId, ids, grants, commands]);
  const open = Map.groupBy(
    rows.filter(({ isOpen }) => isOpen),
    ({ account }) => account,
  );
  return {
    touched: new Set([...grants, ...rows.map(({ body }) => body.grant as string)]),
    open: (account) =>
      (open.get(account) ?? []).map(({ body, clock, chain, seq }) => ({ ...body, clock, chain, seq })),
  };
}

const GRANTS = `
with touched as (select a.id as account_id, g.id as grant_id from unnest($2::uuid[]) as a (id), unnest($3::uuid[]) as g (id)
  union select account_id, grant_id from account_marks
    where tenant_id = $1 and account_id = any($2::uuid[]) and for_command = any($4::uuid[]))
select t.account_id as account, g.body, g.clock, g.chain, g.seq,
  not exists (select 1 from account_marks r where r.tenant_id = $1 and r.account_id = t.account_id
    and r.grant_id = t.grant_id and r.type = 'payment.GrantReleased')
  and not exists (select 1 from account_movements m where m.tenant_id = $1 and m.account_id = t.account_id
    and m.grant_id = t.grant_id)
  and not exists (select 1 from account_movements m where m.tenant_id = $1 and m.account_id = t.account_id
    and m.command_id = g.for_command) as "isOpen"
from touched t cross join lateral (select * from account_marks m where m.tenant_id = $1 and m.account_id = t.account_id
  and m.grant_id = t.grant_id and m.type = 'payment.SpendGranted' order by m.clock, m.chain, m.seq, m.idx limit 1) g`;

function keyOf({ aggregate, commandId }: OfCommand): string {
  return `${aggregate}/${commandId}`;
}
