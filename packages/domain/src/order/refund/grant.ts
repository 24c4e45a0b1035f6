import { type Id, negate, ok, type Result, refuse } from '@beaveros/kit';
import { type Actor, missing, type PermissionMissing } from '../../auth-user/actor.ts';
import type { Draft } from '../../journal/entry.ts';
import type { OrderState, RefundGrant } from '../state.ts';
import type { RefundEvent } from './events.ts';
import { type LinePart, type PartsRefusal, type RefundParts, refundParts } from './parts.ts';
import { openGrants } from './refunded.ts';

/** What a till asks of the one that closed a sale, before it refunds a part of it. */
export interface RefundAsk {
  readonly order: Id<'Order'>;
  readonly grant: Id<'Grant'>;
  readonly forCommand: Id<'Command'>;
  /** Who asks. */
  readonly terminal: Id<'Terminal'>;
  readonly document: Id<'Document'>;
  readonly lines: readonly LinePart[];
}

export type GrantRefusal =
  | PartsRefusal
  /** The command was granted something else, refunded already, or gave its grant back. */
  | { readonly code: 'order/grant-used'; readonly grant: string };

/**
 * What the one asked answers: the grant, and the fact that must be durable before the answer is said. Asking again for
 * the same command answers the same grant and writes nothing. `state`: as the one asked folds the order.
 */
export function grantRefund(
  state: OrderState,
  ask: RefundAsk,
): Result<{ readonly grant: RefundGrant; readonly events: readonly Draft<RefundEvent>[] }, GrantRefusal> {
  const before = [...state.refundGrants.values()].find(({ forCommand }) => forCommand === ask.forCommand);
  const isUsed = state.refunds.some(({ by }) => by.commandId === ask.forCommand);
  if (before !== undefined) {
    if (isUsed || state.releasedGrants.has(before.grant) || !isSameAsk(before, ask))
      return refuse({ code: 'order/grant-used', grant: before.grant });
    const { by: _by, ...grant } = before;
    return ok({ grant, events: [] });
  }
  if (isUsed || state.refundGrants.has(ask.grant) || state.releasedGrants.has(ask.grant))
    return refuse({ code: 'order/grant-used', grant: ask.grant });
  const parts = refundParts(state, ask.document, ask.lines, null);
  if (!parts.ok) return parts;
  const grant = grantOf(ask, parts.value);
  return ok({ grant, events: [{ type: 'order.RefundGranted', v: 1, aggregate: ask.order, body: grant }] });
}

/** Gives a grant back that was not used; nothing to say when it was, or when it was given back before. */
export function releaseRefundGrant(
  state: OrderState,
  { order, grant }: { readonly order: Id<'Order'>; readonly grant: Id<'Grant'> },
): readonly Draft<RefundEvent>[] {
  const known = state.refundGrants.get(grant);
  const isUsed = known !== undefined && state.refunds.some(({ by }) => by.commandId === known.forCommand);
  if (isUsed || state.releasedGrants.has(grant)) return [];
  return [{ type: 'order.RefundGrantReleased', v: 1, aggregate: order, body: { grant } }];
}

/**
 * A manager gives back what a till was granted that will not come back. Should it claim it all the same, its refund counts,
 * and what was given beyond the goods is a named loss.
 */
export function releaseRefundGrantOf(
  state: OrderState,
  { order, grant }: { readonly order: Id<'Order'>; readonly grant: Id<'Grant'> },
  { actor }: { readonly actor: Actor },
): Result<readonly Draft<RefundEvent>[], PermissionMissing | GrantRefusal> {
  const refusal = missing(actor, 'can_refund_beyond_limit');
  if (refusal !== null) return refuse(refusal);
  if (!openGrants(state).some((each) => each.grant === grant))
    return refuse({ code: 'order/grant-used', grant });
  return ok(releaseRefundGrant(state, { order, grant }));
}

function grantOf({ grant, forCommand, terminal, document }: RefundAsk, parts: RefundParts): RefundGrant {
  return {
    grant,
    forCommand,
    terminal,
    document,
    lines: parts.lines.map(({ sold, quantityMicro, amounts }) => ({
      line: sold.line,
      quantityMicro,
      amounts: amounts.map(negate),
    })),
    charges: parts.charges.map(({ sold, amounts }) => ({
      charge: sold.charge,
      amounts: amounts.map(negate),
    })),
    amount: parts.total,
  };
}

function isSameAsk(grant: RefundGrant, ask: RefundAsk): boolean {
  if (grant.document !== ask.document || grant.lines.length !== ask.lines.length) return false;
  return grant.lines.every((each, at) => {
    const asked = ask.lines[at]!;
    return each.line === asked.line && each.quantityMicro === asked.quantityMicro;
  });
}
