import { type AmountMinor, amountMinor, extend, type Id, ok, type Result, ZERO } from '@beaveros/kit';
import type { Draft } from '../../journal/entry.ts';
import type { ClosedDocument, OrderState, RecordedPayment } from '../../order/state.ts';
import { type LoyaltyRule, pointsFor } from '../../pricing/rules/loyalty-rule.ts';
import { accountId } from './account-id.ts';
import { type AccountContext, putOn, spendFrom } from './decide.ts';
import type { StoredValueEvent } from './events.ts';
import type { AccountRefusal } from './refusals.ts';

/** What closing an order moves on accounts needs to know. */
export interface StoredValueContext extends AccountContext {
  readonly tenant: Id<'Tenant'>;
  /** The programme that the store's customers earn by; null: none. */
  readonly loyalty: Pick<LoyaltyRule, 'pointsPerMajorMicro'> | null;
}

/**
 * What a close moves on accounts: tenders that spend, lines that load, points that the customer earns. To be written in
 * the close's own entry. `payments`: those taken now; what was paid before moved its accounts then.
 */
export function storedValueOfClose(
  state: OrderState,
  document: ClosedDocument,
  payments: readonly RecordedPayment[],
  context: StoredValueContext,
): Result<readonly Draft<StoredValueEvent>[], AccountRefusal> {
  // What is done for practice moves nobody's value.
  if (document.isTraining) return ok([]);
  const order = state.order as Id<'Order'>;
  const spent = movedByTenders({ order, document: document.document }, payments, context);
  if (!spent.ok) return spent;
  const loaded = loadByLines(state, document, context);
  if (!loaded.ok) return loaded;
  const earned = earnPoints(order, document, context);
  return earned.ok ? ok([...spent.value, ...loaded.value, ...earned.value]) : earned;
}

/** What tenders with an account spend, or, where money goes out, put there. A refund's go by the refund itself. */
export function movedByTenders(
  { order, document }: { readonly order: Id<'Order'>; readonly document: Id<'Document'> | null },
  payments: readonly RecordedPayment[],
  context: AccountContext,
): Result<readonly Draft<StoredValueEvent>[], AccountRefusal> {
  const events: Draft<StoredValueEvent>[] = [];
  const taken = new Map<string, AmountMinor>();
  for (const { payment, account, tendered, change, currency } of payments) {
    const amount = amountMinor(tendered - change);
    if (account === null || amount === 0) continue;
    const cause = { order, payment, document };
    if (amount < 0) {
      const terms = { account: account.id, kind: account.kind, currency, customer: null };
      const value = { ...terms, label: account.id.slice(-4), amount: amountMinor(0 - amount) };
      const put = putOn(value, 'refunded', cause, context);
      if (!put.ok) return put;
      events.push(...put.value);
      continue;
    }
    const before = taken.get(account.id) ?? ZERO;
    // Two cards of one bill share what the till may pay alone.
    const others = [...taken]
      .filter(([other]) => other !== account.id && context.permit(other) === null)
      .reduce((sum, [, each]) => sum + each, 0);
    const decided = spendFrom({ account: account.id, kind: account.kind, amount, currency }, cause, {
      ...context,
      offlineSpendMax: amountMinor(Math.max(0, context.offlineSpendMax - others)),
      spent: before,
    });
    if (!decided.ok) return decided;
    taken.set(account.id, amountMinor(before + amount));
    events.push(...decided.value);
  }
  return ok(events);
}

function loadByLines(
  state: OrderState,
  { document, lines, currency }: ClosedDocument,
  context: AccountContext,
): Result<readonly Draft<StoredValueEvent>[], AccountRefusal> {
  const events: Draft<StoredValueEvent>[] = [];
  const opened = new Set<string>();
  for (const { line, quantityMicro } of lines) {
    const load = state.loads.get(line);
    if (load === undefined) continue;
    const amount = extend(load.faceMicro, quantityMicro, currency);
    // A line below nothing is a return: the card comes back by a refund, not by a sale.
    if (amount <= 0) continue;
    const { account, kind, label, customer } = load;
    const terms = { account, kind, label, customer, currency, amount };
    const put = putOn(terms, 'loaded', { order: state.order as Id<'Order'>, line, document }, context);
    if (!put.ok) return put;
    // Two lines may load one card: it is opened once.
    events.push(...put.value.filter(({ type }) => type !== 'payment.AccountOpened' || !opened.has(account)));
    opened.add(account);
  }
  return ok(events);
}

function earnPoints(
  order: Id<'Order'>,
  { document, customer, total, currency, lines }: ClosedDocument,
  { tenant, loyalty, account }: StoredValueContext,
): Result<readonly Draft<StoredValueEvent>[], AccountRefusal> {
  if (customer === null || loyalty === null || lines.length === 0) return ok([]);
  const amount = amountMinor(pointsFor(total, loyalty, currency));
  if (amount <= 0) return ok([]);
  const terms = { account: loyaltyAccount(tenant, customer), kind: 'loyalty' as const, currency: null };
  const label = customer.slice(-4);
  return putOn(
    { ...terms, label, customer, amount },
    'earned',
    { order, line: lines[0]!.line, document },
    { account },
  );
}

/** Where a customer's points are. */
export function loyaltyAccount(tenant: Id<'Tenant'>, customer: Id<'Customer'>): Id<'Account'> {
  return accountId(tenant, 'loyalty', customer);
}
