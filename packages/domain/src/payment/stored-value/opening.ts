import { type AmountMinor, bytesToHex, type Currency, type Id, sha256, utf8ToBytes } from '@beaveros/kit';
import type { AccountKind } from './events.ts';

/** What this ledger is called among a journal's opening rows. */
export const ACCOUNT_LEDGER = 'payment.account';

/** Of the hash of what is loaded or earned once so many hex digits stand in a row: one account has some thousand at most. */
const ONCE_DIGITS = 12;

/** What facts that are gone (a journal's window, a snapshot) add to an account. */
export interface AccountOpening {
  readonly tenant: Id<'Tenant'>;
  readonly terms: {
    readonly kind: AccountKind;
    readonly currency: Currency | null;
    readonly label: string;
    readonly customer: Id<'Customer'> | null;
  };
  /** The opening fact, if it is among them, with its place: an earlier one that comes late takes its place. */
  readonly opened: OpenedBefore | null;
  readonly balance: AmountMinor;
  /** How many movements are gone. */
  readonly moves: number;
  /** What was loaded or earned by a line, which counts once: {@link onceOf}. */
  readonly once: ReadonlySet<string>;
  /** Grants that were used. */
  readonly used: ReadonlySet<string>;
}

export interface OpenedBefore {
  readonly event: Id<'Event'>;
  readonly creditLimit: AmountMinor;
  readonly at: number;
  readonly actor: Id<'User'> | null;
  readonly clock: number;
  readonly chain: string;
  readonly seq: number;
}

/** The short name of what a line loads or earns, however often its order was closed apart. */
export function onceOf(reason: string, order: string | null, line: string): string {
  return bytesToHex(sha256(utf8ToBytes(`${reason}/${order}/${line}`))).slice(0, ONCE_DIGITS);
}

/** A row as a journal holds it: whole numbers and texts under names. */
export type AccountOpeningBody = Readonly<Record<string, number | string>>;

export function accountOpeningBody(opening: AccountOpening): AccountOpeningBody {
  const { tenant, terms, opened, balance, moves, once, used } = opening;
  return {
    tenant,
    terms: JSON.stringify(terms),
    opened: opened === null ? '' : JSON.stringify(opened),
    balance,
    moves,
    once: [...once].sort().join(' '),
    used: [...used].sort().join(' '),
  };
}

/** The inverse of {@link accountOpeningBody}; null: it is none, as a peer's snapshot might say. */
export function readAccountOpening(body: AccountOpeningBody): AccountOpening | null {
  const { tenant, terms, opened, balance, moves, once, used } = body;
  const texts = [tenant, terms, opened, once, used];
  if (texts.some((text) => typeof text !== 'string')) return null;
  if (typeof balance !== 'number' || typeof moves !== 'number') return null;
  try {
    return {
      tenant: tenant as Id<'Tenant'>,
      terms: JSON.parse(terms as string) as AccountOpening['terms'],
      opened: opened === '' ? null : (JSON.parse(opened as string) as OpenedBefore),
      balance: balance as AmountMinor,
      moves,
      once: words(once as string),
      used: words(used as string),
    };
  } catch {
    return null; // Not JSON: no build of ours wrote it.
  }
}

function words(text: string): ReadonlySet<string> {
  return new Set(text === '' ? [] : text.split(' '));
}
