import type { AmountMinor } from '@beaveros/kit';
import { type Exact, exact, NOTHING, plus } from './exact.ts';
import type { Derivation, SharePpb } from './model.ts';

/** One order of a session: as it was priced, and what it was paid with, change already taken off. */
export interface SessionOrder {
  readonly derivation: Pick<Derivation, 'net' | 'tax' | 'total' | 'taxes'>;
  readonly payments: readonly { readonly method: string; readonly amount: AmountMinor }[];
}

export interface SessionSums {
  readonly net: Exact;
  readonly tax: Exact;
  readonly total: Exact;
  /** By rate, whatever the mode, ascending: what a tax return asks for. Fixed taxes stand in `tax` alone. */
  readonly taxByRate: readonly { readonly ratePpb: SharePpb; readonly amount: Exact }[];
  /** By method, in order of the alphabet. */
  readonly byMethod: readonly { readonly method: string; readonly amount: Exact }[];
}

/** Adds the orders of a session, a day or an invoice up: sums of what each document says, nothing is priced again. */
export function sumSession(orders: readonly SessionOrder[]): SessionSums {
  let [net, tax, total] = [NOTHING, NOTHING, NOTHING];
  const rates = new Map<SharePpb, Exact>();
  const methods = new Map<string, Exact>();
  for (const { derivation, payments } of orders) {
    net = plus(net, derivation.net);
    tax = plus(tax, derivation.tax);
    total = plus(total, derivation.total);
    for (const { rule, amount } of derivation.taxes) {
      if (rule.amount.kind !== 'fixed') add(rates, rule.amount.ratePpb, amount);
    }
    for (const { method, amount } of payments) add(methods, method, exact(BigInt(amount)));
  }
  return {
    net,
    tax,
    total,
    taxByRate: [...rates].sort(([a], [b]) => a - b).map(([ratePpb, amount]) => ({ ratePpb, amount })),
    byMethod: [...methods]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([method, amount]) => ({ method, amount })),
  };
}

function add<Key>(sums: Map<Key, Exact>, key: Key, amount: Exact): void {
  sums.set(key, plus(sums.get(key) ?? NOTHING, amount));
}
