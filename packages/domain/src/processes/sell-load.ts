import { type Id, ok, quantityMicro, type Result, refuse, unitPriceMicro } from '@beaveros/kit';
import * as z from 'zod';
import { type Actor, missing } from '../auth-user/actor.ts';
import type { Draft } from '../journal/entry.ts';
import { addLines } from '../order/decide.ts';
import type { OrderEvent } from '../order/events.ts';
import type { OrderRefusal } from '../order/refusals.ts';
import type { OrderState } from '../order/state.ts';
import { orderCurrency } from '../order/totals.ts';
import { accountId, accountLabel } from '../payment/stored-value/account-id.ts';
import type { AccountContext } from '../payment/stored-value/decide.ts';
import { type StoredValueEvent, zAccountKind } from '../payment/stored-value/events.ts';
import type { AccountRefusal } from '../payment/stored-value/refusals.ts';
import { accountTerms } from '../payment/stored-value/state.ts';
import type { CatalogueReader } from '../product-catalog/catalogue.ts';
import { zAmount, zId, zStorable } from '../scalars.ts';

const ONE = quantityMicro(1_000_000);
const PRICE_MICRO_EXPONENT = 6;

/**
 * Adds a line that loads an account when the order is closed: a card that is sold or topped up, store credit, a debt that
 * is settled. `code`: what is printed on the card, or the customer's id; it enters no fact.
 */
export const zSellLoad = z.strictObject({
  order: zId<'Order'>(),
  line: zId<'Line'>(),
  /** An item of the kind `gift_card`. */
  item: zId<'Item'>(),
  kind: zAccountKind.exclude(['loyalty']),
  code: zStorable.min(4).max(64),
  amount: zAmount.refine((amount) => amount > 0, 'something'),
  customer: zId<'Customer'>().nullable(),
});
export type SellLoad = z.output<typeof zSellLoad>;

export type LoadRefusal =
  | OrderRefusal
  | AccountRefusal
  /** The line would be something else than value. */
  | { readonly code: 'payment/not-a-gift-card'; readonly item: string };

/** One entry: the line at its face, and what it loads. The value is there when the order is closed, not before. */
export function sellLoad(
  state: OrderState,
  { order, line, item, kind, code, amount, customer }: SellLoad,
  context: Pick<AccountContext, 'account'> & {
    readonly actor: Actor;
    readonly tenant: Id<'Tenant'>;
    readonly catalogue: CatalogueReader;
  },
): Result<readonly Draft<OrderEvent | StoredValueEvent>[], LoadRefusal> {
  const refusal = kind === 'house-account' ? missing(context.actor, 'can_sell_on_account') : null;
  if (refusal !== null) return refuse(refusal);
  const sold = context.catalogue.item(item);
  if (sold !== undefined && sold.type !== 'gift_card')
    return refuse({ code: 'payment/not-a-gift-card', item });
  const account = accountId(context.tenant, kind, code);
  const currency = orderCurrency(state);
  const known = accountTerms(context.account(account));
  const fits =
    known === null ||
    (known.kind === kind && (known.currency === null || known.currency.code === currency.code));
  // Whoever owes must have been given credit first.
  if (kind === 'house-account' && known === null) return refuse({ code: 'payment/account-unknown', account });
  if (!fits) return refuse({ code: 'payment/account-does-not-fit', account });
  const faceMicro = unitPriceMicro(amount * 10 ** (PRICE_MICRO_EXPONENT - currency.exponent));
  // Value costs what it is worth: its price is its face, whatever the catalogue's example says.
  const catalogue: CatalogueReader = {
    tax: (id) => context.catalogue.tax(id),
    item: (id) => {
      const row = context.catalogue.item(id);
      return row === undefined ? undefined : { ...row, priceMicro: faceMicro };
    },
  };
  const toAdd = { line, item, quantityMicro: ONE, options: [], note: null, override: null };
  const added = addLines(state, { order, lines: [toAdd] }, { actor: context.actor, catalogue });
  if (!added.ok) return added;
  const body = { line, account, kind, label: known?.label ?? accountLabel(code), customer, faceMicro };
  return ok([...added.value, { type: 'payment.LoadAttached', v: 1, aggregate: order, body }]);
}
