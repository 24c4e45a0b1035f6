import { derivedId, type Id } from '@beaveros/kit';
import type { AccountKind } from './events.ts';

/** Digits that people may see of a card's code. */
const LABEL_DIGITS = 4;

/**
 * The account of a card, a voucher or a customer: derived, so that tills that never met mean the same one. `code`: what
 * is printed on the card, or the customer's id. The code itself enters no fact and no log.
 */
export function accountId(tenant: Id<'Tenant'>, kind: AccountKind, code: string): Id<'Account'> {
  return derivedId<'Account'>(tenant, `${kind}/${normalised(code)}`);
}

/** What is shown of a code: its last four characters. */
export function accountLabel(code: string): string {
  return normalised(code).slice(-LABEL_DIGITS);
}

/** People type a code with the spaces and hyphens that are printed between its groups. */
function normalised(code: string): string {
  return code.replace(/[\s-]/g, '').toUpperCase();
}
