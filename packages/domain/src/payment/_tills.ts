import { amountMinor, type Id } from '@beaveros/kit';
import { DAY, fixed, TENANT, TERMINAL } from '../_facts.ts';
import type { Draft } from '../journal/entry.ts';
import { ANA, EUR } from '../order/_orders.ts';
import type { Tender } from './commands.ts';
import type { PaymentEvent } from './events.ts';
import type { PaymentMethodRow } from './rows.ts';

export const SHIFT = fixed('Shift', 1);
export const DRAWER = fixed('Device', 7);
export const CASH = fixed('PaymentMethod', 1);
export const CARD = fixed('PaymentMethod', 2);
export const TERMINAL_CARD = fixed('PaymentMethod', 4);
export const ON_ACCOUNT = fixed('PaymentMethod', 5);

const methods: readonly PaymentMethodRow[] = [
  { id: CASH, tenantId: TENANT, name: 'Cash', type: 'cash', isActive: true },
  { id: CARD, tenantId: TENANT, name: 'Card', type: 'card', isActive: true },
  { id: fixed('PaymentMethod', 3), tenantId: TENANT, name: 'Old cash', type: 'cash', isActive: false },
  { id: TERMINAL_CARD, tenantId: TENANT, name: 'Card terminal', type: 'electronic', isActive: true },
  { id: ON_ACCOUNT, tenantId: TENANT, name: 'On account', type: 'credit_account', isActive: true },
];

/** A till with an open shift and a drawer. */
export const till = {
  actor: ANA,
  terminal: TERMINAL,
  currency: EUR,
  shift: { shift: SHIFT, drawer: DRAWER as Id<'Device'> | null, businessDate: DAY },
  method: (id: string) => methods.find((method) => method.id === id),
};

export function tender(n: number, tendered: number, method = CASH, more: Partial<Tender> = {}): Tender {
  return { payment: fixed('Payment', n), method, tendered: amountMinor(tendered), ...more };
}

/** A drawer with an expected amount in it, counted note by note. */
export const note = (valueMinor: number, count: number) => ({ valueMinor: amountMinor(valueMinor), count });

/** The shift of {@link till} opens with so much in the drawer. */
export const shiftOpened = (
  float: number,
): Extract<Draft<PaymentEvent>, { type: 'payment.ShiftOpened' }> => ({
  type: 'payment.ShiftOpened',
  v: 2,
  aggregate: SHIFT,
  body: {
    terminal: TERMINAL,
    drawer: DRAWER,
    currency: EUR,
    float: amountMinor(float),
    businessDate: DAY,
    isTraining: false,
    denominations: null,
  },
});
