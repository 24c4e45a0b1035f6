import { type Folded, foldAll, type Recorded } from '@beaveros/domain/journal';
import {
  accountFold,
  type AccountMovementFolded,
  accountRows,
  type AccountState,
  type StoredValueEvent,
} from '@beaveros/domain/payment';
import { assert } from '@beaveros/kit';
import { amountsOf } from '@beaveros/service-kit/ingest';
import type { accountMarks, accountMovements } from './account-tables.ts';

/** Points are whole. */
export const POINTS_EXPONENT = 0;
export const MOVEMENT = amountsOf<AccountMovementFolded>()('delta');

export type Movement = typeof accountMovements.$inferSelect;
export type Mark = typeof accountMarks.$inferSelect;

/** What facts of one account put into the ledger: of each command what its first entry says. */
export interface AccountEntries {
  readonly account: string;
  readonly folded: Folded<AccountState>;
  readonly movements: readonly Movement[];
  readonly marks: readonly Mark[];
  /** An event's id is in two commands: no honest till writes that, and only the whole account says which of them stands. */
  readonly isOdd: boolean;
}

/** Folds facts of one account, of all its commands or of some, into rows. Pure. */
export function accountEntries(account: string, tenant: string, facts: readonly Recorded[]): AccountEntries {
  const folded = foldAll(accountFold, account, facts);
  const standing = folded.facts.filter(({ event }) => accountFold.reads.has(event.type));
  const moved = standing.filter(({ event }) => event.type === 'payment.AccountMoved');
  const factOf = new Map(moved.toReversed().map((fact) => [fact.event.id as string, fact]));
  const movements = accountRows(folded.state).movements.map(({ position: _position, ...row }) => {
    const fact = factOf.get(row.id);
    assert(fact !== undefined, 'a movement is one of the facts');
    const { line, grant } = (fact.event as Extract<StoredValueEvent, { type: 'payment.AccountMoved' }>).body;
    const { position: _none, ...major } = MOVEMENT.toMajor(
      { ...row, position: 0 },
      row.currencyExponent ?? POINTS_EXPONENT,
    );
    return { ...major, ...placeOf(fact), lineId: line, grantId: grant, deltaMinor: row.delta };
  });
  const marks = standing.filter((fact) => !moved.includes(fact)).map((fact) => markOf(account, tenant, fact));
  return { account, folded, movements, marks, isOdd: factOf.size !== moved.length };
}

function markOf(account: string, tenant: string, fact: Recorded): Mark {
  const { id: event, type, body } = fact.event;
  const { commandId, at, businessDate, actor, store, terminal } = fact.header;
  const said = body as { readonly grant?: string; readonly forCommand?: string };
  return {
    tenantId: tenant,
    accountId: account,
    ...placeOf(fact),
    type,
    grantId: said.grant ?? null,
    forCommand: said.forCommand ?? null,
    body: JSON.stringify(body),
    author: JSON.stringify({ event, commandId, at, businessDate, actor, store, terminal }),
  };
}

function placeOf({ header: { commandId, clock, chain, seq }, index }: Recorded) {
  return { commandId, clock, chain, seq, idx: index };
}
