import type { AmountMinor, BusinessDate } from '@beaveros/kit';
import type { OrderState } from '../order/state.ts';
import type { ShiftState } from './state.ts';

export interface PaymentFolded {
  readonly id: string;
  readonly tenantId: string;
  readonly storeId: string | null;
  readonly terminalId: string | null;
  readonly orderId: string;
  readonly shiftId: string;
  readonly paymentMethodId: string;
  readonly methodName: string;
  readonly methodType: string;
  readonly currencyCode: string;
  readonly currencyExponent: number;
  readonly amount: AmountMinor;
  readonly tendered: AmountMinor;
  readonly change: AmountMinor;
  readonly status: 'completed';
  readonly businessDate: BusinessDate;
  readonly paidAt: number;
  readonly processedBy: string | null;
}

export interface ShiftFolded {
  readonly id: string;
  readonly tenantId: string;
  readonly storeId: string | null;
  readonly terminalId: string;
  readonly drawerId: string | null;
  readonly currencyCode: string;
  readonly currencyExponent: number;
  readonly float: AmountMinor;
  readonly businessDate: BusinessDate;
  readonly status: 'open';
  readonly openedAt: number;
  readonly openedBy: string | null;
}

/** The payments of one order, from the order's fold. */
export function paymentRows(state: OrderState): { readonly payments: readonly PaymentFolded[] } {
  if (state.tenant === null) return { payments: [] };
  const tenantId = state.tenant;
  return {
    payments: [...state.payments.values()].map((payment) => ({
      id: payment.payment,
      tenantId,
      storeId: state.store,
      terminalId: payment.by.terminal,
      orderId: state.order,
      shiftId: payment.shift,
      paymentMethodId: payment.method.id,
      methodName: payment.method.name,
      methodType: payment.method.type,
      currencyCode: payment.currency.code,
      currencyExponent: payment.currency.exponent,
      amount: payment.amount,
      tendered: payment.tendered,
      change: payment.change,
      status: 'completed' as const,
      businessDate: payment.by.businessDate,
      paidAt: payment.by.at,
      processedBy: payment.by.actor,
    })),
  };
}

export function shiftRows(state: ShiftState): { readonly shifts: readonly ShiftFolded[] } {
  const { opened } = state;
  if (opened === null) return { shifts: [] };
  return {
    shifts: [
      {
        id: state.shift,
        tenantId: opened.tenant,
        storeId: opened.store,
        terminalId: opened.terminal,
        drawerId: opened.drawer,
        currencyCode: opened.currency.code,
        currencyExponent: opened.currency.exponent,
        float: opened.float,
        businessDate: opened.businessDate,
        status: 'open',
        openedAt: opened.openedAt,
        openedBy: opened.openedBy,
      },
    ],
  };
}
