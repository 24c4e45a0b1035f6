import { type Recorded, readEvent } from '@beaveros/domain/journal';
import {
  accountFold,
  type AccountState,
  accountTerms,
  openSpendGrants,
  type TillAccountRow,
  tillAccountRow,
} from '@beaveros/domain/payment';
import { amountMinor } from '@beaveros/kit';
import type { Transaction } from '@beaveros/service-kit';
import {
  atNewestVersion,
  insertRows,
  type Ledger,
  readFacts,
  readFactsOfCommands,
} from '@beaveros/service-kit/ingest';
import { type AccountEntries, accountEntries } from './account-entries.ts';
import { type AccountHead, writeAccountHeads } from './account-heads.ts';
import { accountMarks, accountMovements } from './account-tables.ts';
import {
  firstMoves,
  grantsTouched,
  type HeldAccount,
  heldAccounts,
  type LedgerSums,
  openingsOf,
  recount,
  removeEntries,
  takenEventIds,
} from './account-statements.ts';

/**
 * Accounts add up (design decision 3). A command's facts put rows into the ledger; a first entry of it that comes late
 * replaces the rows of the second; everything else stays where it is. The account's own row and what comes down of it
 * (`till_accounts`) are the sums of before and the difference. Folded from all facts are only an account that is new here,
 * one of which facts are gone, and one that an event's id is twice in (`isOdd`).
 */
export const ACCOUNT_LEDGER: Ledger = {
  name: 'accounts',
  reads: accountFold.reads,
  async apply(tx, tenantId, changes) {
    const known = await heldAccounts(
      tx,
      tenantId,
      changes.map(({ aggregate }) => aggregate),
    );
    const adding: Adding[] = [];
    const anew = new Set<string>();
    for (const { aggregate, came } of changes) {
      const held = known.get(aggregate);
      if (came === null || held?.isOdd === true) anew.add(aggregate);
      else if (held !== undefined) adding.push({ ...held, came });
      // Witnesses alone are of an order, or of an account that nobody knows.
      else if (came.some(({ event }) => accountFold.reads.has(event.type))) anew.add(aggregate);
    }
    const odd = await addTo(tx, tenantId, adding);
    for (const account of odd) anew.add(account);
    return await foldAnew(tx, tenantId, [...anew]);
  },
};

type Adding = HeldAccount & { readonly came: readonly Recorded[] };

/** Adds; answers accounts that cannot be added to, with nothing written of them. */
async function addTo(
  tx: Transaction,
  tenantId: string,
  adding: readonly Adding[],
): Promise<readonly string[]> {
  if (adding.length === 0) return [];
  const commands = adding.flatMap(({ account, came }) =>
    [...new Set(came.map(({ header }) => header.commandId as string))].map((commandId) => ({
      aggregate: account,
      commandId,
    })),
  );
  const factsOf = Map.groupBy(
    atNewestVersion(await readFactsOfCommands(tx, tenantId, commands), readEvent).map(
      ({ recorded }) => recorded,
    ),
    ({ event }) => event.aggregate as string,
  );
  const odd = new Set<string>();
  const entries = adding.flatMap(({ account }) => {
    try {
      return accountEntries(account, tenantId, factsOf.get(account) ?? []);
    } catch {
      // A fold that throws is named by `foldAnew`, whose rows stay as they were.
      odd.add(account);
      return [];
    }
  });
  for (const { account, isOdd } of entries) if (isOdd) odd.add(account);
  for (const account of await takenEventIds(tx, tenantId, { entries, commands })) odd.add(account);
  const added = entries.filter(({ account }) => !odd.has(account));
  await writeEntries(tx, tenantId, {
    added,
    held: new Map(adding.map((each) => [each.account, each])),
    commands: commands.filter(({ aggregate }) => !odd.has(aggregate)),
  });
  return [...odd];
}

async function writeEntries(
  tx: Transaction,
  tenantId: string,
  {
    added,
    held,
    commands,
  }: {
    readonly added: readonly AccountEntries[];
    readonly held: ReadonlyMap<string, Adding>;
    readonly commands: readonly { readonly aggregate: string; readonly commandId: string }[];
  },
): Promise<void> {
  if (added.length === 0) return;
  const sums: LedgerSums = new Map();
  const removed = await removeEntries(tx, tenantId, { commands, sums });
  const movements = added.flatMap((each) => each.movements).map((row) => ({ ...row, counts: true }));
  for (const { accountId, deltaMinor } of movements) addSum(sums, accountId, BigInt(deltaMinor));
  await insertRows(tx, accountMovements, movements);
  await insertRows(
    tx,
    accountMarks,
    added.flatMap((each) => each.marks),
  );
  await recount(tx, tenantId, { rows: [...removed.movements, ...movements], sums });
  const ids = added.map(({ account }) => account);
  const openings = await openingsOf(tx, tenantId, ids);
  const withoutOpening = ids.filter((account) => !openings.has(account));
  const firsts = await firstMoves(tx, tenantId, withoutOpening);
  const marks = [...removed.marks, ...added.flatMap((each) => each.marks)];
  const grants = await grantsTouched(tx, tenantId, {
    ids,
    grants: [...removed.movements, ...movements, ...marks].flatMap(({ grantId }) => grantId ?? []),
    commands: commands.map(({ commandId }) => commandId),
  });
  const heads = ids.flatMap((account) => {
    const before = held.get(account)!;
    const sumMinor = before.sumMinor + (sums.get(account) ?? 0n);
    const opened = openings.get(account);
    const terms = opened?.said ?? firsts.get(account);
    if (terms === undefined) return []; // Its only movements went with a first entry that says less.
    const open = [
      ...before.granted.filter(({ grant }) => !grants.touched.has(grant)),
      ...grants.open(account),
    ];
    const state: AccountState = {
      ...accountFold.initial(account),
      tenant: tenantId as AccountState['tenant'],
      opened: opened?.said ?? null,
      carried: { balance: heldSum(sumMinor), terms },
      grants: new Map(
        open.map(({ clock: _clock, chain: _chain, seq: _seq, ...each }) => [
          each.grant,
          { ...each, by: null },
        ]),
      ),
    };
    const head: AccountHead = {
      state,
      opening: opened?.place ?? null,
      grantPlaces: new Map(open.map(({ grant, clock, chain, seq }) => [grant, { clock, chain, seq }])),
      heads: headsWith(before.heads, before.came),
      sumMinor,
      isOdd: false,
    };
    return [head];
  });
  await writeAccountHeads(tx, tenantId, { ids, heads });
}

/** Folds accounts from all their facts and puts the rows in place of what there was; without facts nothing is left. */
async function foldAnew(
  tx: Transaction,
  tenantId: string,
  ids: readonly string[],
): ReturnType<Ledger['apply']> {
  if (ids.length === 0) return [];
  const kept = atNewestVersion(await readFacts(tx, tenantId, ids), readEvent);
  const factsOf = Map.groupBy(
    kept.map(({ recorded }) => recorded),
    ({ event }) => event.aggregate as string,
  );
  const defects: { readonly aggregate: string; readonly reason: string }[] = [];
  const folded: { readonly entries: AccountEntries; readonly head: AccountHead | null }[] = [];
  for (const account of ids) {
    try {
      const facts = factsOf.get(account) ?? [];
      const entries = accountEntries(account, tenantId, facts);
      folded.push({ entries, head: wholeHead(entries, facts) });
    } catch (error) {
      // As with projections: the fold is pure, so nothing is half done, and its facts must not stop the others.
      defects.push({ aggregate: account, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  const whole = folded.map(({ entries }) => entries.account);
  for (const table of ['account_movements', 'account_marks'])
    await tx.execute(`delete from ${table} where tenant_id = $1 and account_id = any($2::uuid[])`, [
      tenantId,
      whole,
    ]);
  // Without terms there is no row, but what is known of it is kept: the next fact folds it anew.
  const withHead = folded.filter(({ head }) => head !== null);
  await insertRows(
    tx,
    accountMovements,
    withHead.flatMap(({ entries }) => entries.movements),
  );
  await insertRows(
    tx,
    accountMarks,
    withHead.flatMap(({ entries }) => entries.marks),
  );
  const heads = withHead.map(({ head }) => head!);
  await writeAccountHeads(tx, tenantId, { ids: whole, heads });
  return defects;
}

function wholeHead({ account, folded, movements, isOdd }: AccountEntries, facts: readonly Recorded[]) {
  const row = tillAccountRow(account, facts);
  const terms = accountTerms(folded.state);
  if (row === null || terms === null) return null;
  const counting = movements.filter(({ counts }) => counts);
  const head: AccountHead = {
    state: {
      ...folded.state,
      moves: [],
      grants: new Map(openSpendGrants(folded.state).map((grant) => [grant.grant, grant])),
      released: new Set(),
      carried: { balance: row.balanceMinor, terms },
    },
    opening: row.opening,
    grantPlaces: new Map(row.granted.map(({ grant, clock, chain, seq }) => [grant, { clock, chain, seq }])),
    heads: row.heads,
    sumMinor: counting.reduce((sum, { deltaMinor }) => sum + BigInt(deltaMinor), 0n),
    isOdd,
  };
  return head;
}

/** Each chain at the highest place of what came, or where it stood. */
function headsWith(heads: TillAccountRow['heads'], came: readonly Recorded[]): TillAccountRow['heads'] {
  const after: Record<string, number> = { ...heads };
  for (const { event, header } of came)
    if (accountFold.reads.has(event.type))
      after[header.chain] = Math.max(after[header.chain] ?? 0, header.seq);
  return after;
}

function addSum(sums: LedgerSums, account: string, deltaMinor: bigint): void {
  sums.set(account, (sums.get(account) ?? 0n) + deltaMinor);
}

/** Held within what an integer says, as domain holds it. */
function heldSum(sum: bigint) {
  const max = BigInt(Number.MAX_SAFE_INTEGER);
  return amountMinor(Number(sum > max ? max : sum < -max ? -max : sum));
}
