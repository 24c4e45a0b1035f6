import { amountMinor, type Id } from '@beaveros/kit';
import { DAY, fixed, TENANT, TERMINAL } from '../_facts.ts';
import { ANA, EUR } from '../order/_orders.ts';
import type { Tender } from './commands.ts';
import type { PaymentMethodRow } from './rows.ts';

export const SHIFT = fixed('Shift', 1);
export const DRAWER = fixed('Device', 7);
export const CASH = fixed('PaymentMethod', 1);
export const CARD = fixed('PaymentMethod', 2);

const methods: readonly PaymentMethodRow[] = [
  { id: CASH, tenantId: TENANT, name: 'Cash', type: 'cash', isActive: true },
  { id: CARD, tenantId: TENANT, name: 'Card', type: 'card', isActive: true },
  { id: fixed('PaymentMethod', 3), tenantId: TENANT, name: 'Old cash', type: 'cash', isActive: false },
];

/** A till with an open shift and a drawer. */
export const till = {
  actor: ANA,
  terminal: TERMINAL,
  currency: EUR,
  shift: { shift: SHIFT, drawer: DRAWER as Id<'Device'> | null, businessDate: DAY },
  method: (id: string) => methods.find((method) => method.id === id),
};

export function tender(n: number, tendered: number, method = CASH): Tender {
  return { payment: fixed('Payment', n), method, tendered: amountMinor(tendered) };
}
