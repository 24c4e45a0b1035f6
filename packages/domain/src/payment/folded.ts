import { type AmountMinor, amountMinor, type BusinessDate } from '@beaveros/kit';
import type { OrderState } from '../order/state.ts';
import type { AccountKind } from './stored-value/events.ts';
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
  readonly tip: AmountMinor;
  readonly rounding: AmountMinor;
  readonly accountKind: AccountKind | null;
  readonly accountId: string | null;
  readonly reference: string | null;
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
  readonly isTraining: boolean;
  readonly status: 'open' | 'closed';
  readonly openedAt: number;
  readonly openedBy: string | null;
  readonly closedAt: number | null;
  readonly closedBy: string | null;
}

/** A numbered Z, by its shift: what lists show of it, and the whole of it. */
export interface ZReportFolded {
  /** The shift's. */
  readonly id: string;
  readonly tenantId: string;
  readonly storeId: string | null;
  readonly terminalId: string;
  readonly terminalCode: string;
  readonly series: number;
  readonly counter: number;
  readonly isTraining: boolean;
  readonly businessDate: BusinessDate;
  readonly localTime: string;
  readonly closedAt: number;
  readonly closedBy: string | null;
  readonly cashierName: string;
  readonly currencyCode: string;
  readonly currencyExponent: number;
  readonly net: AmountMinor;
  readonly tax: AmountMinor;
  readonly total: AmountMinor;
  readonly expected: AmountMinor;
  readonly counted: AmountMinor | null;
  readonly variance: AmountMinor | null;
  /** The whole Z as JSON text: what paper and screens show. */
  readonly body: string;
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
      tip: payment.tip,
      rounding: payment.rounding,
      accountKind: payment.account?.kind ?? null,
      accountId: payment.account?.id ?? null,
      reference: payment.reference,
      status: 'completed' as const,
      businessDate: payment.by.businessDate,
      paidAt: payment.by.at,
      processedBy: payment.by.actor,
    })),
  };
}

export interface ShiftRows {
  readonly shifts: readonly ShiftFolded[];
  readonly zReports: readonly ZReportFolded[];
}

export function shiftRows({ shift, opened, closed }: ShiftState): ShiftRows {
  if (opened === null) return { shifts: [], zReports: [] };
  const row: ShiftFolded = {
    id: shift,
    tenantId: opened.tenant,
    storeId: opened.store,
    terminalId: opened.terminal,
    drawerId: opened.drawer,
    currencyCode: opened.currency.code,
    currencyExponent: opened.currency.exponent,
    float: opened.float,
    businessDate: opened.businessDate,
    isTraining: opened.isTraining,
    status: closed === null ? 'open' : 'closed',
    openedAt: opened.openedAt,
    openedBy: opened.openedBy,
    closedAt: closed?.closedAt ?? null,
    closedBy: closed?.closedBy ?? null,
  };
  if (closed === null) return { shifts: [row], zReports: [] };
  const { closedBy, ...z } = closed;
  return {
    shifts: [row],
    zReports: [
      {
        id: shift,
        tenantId: opened.tenant,
        storeId: opened.store,
        terminalId: z.terminal,
        terminalCode: z.number.terminalCode,
        series: z.number.series,
        counter: z.number.counter,
        isTraining: z.isTraining,
        businessDate: z.businessDate,
        localTime: z.localTime,
        closedAt: z.closedAt,
        closedBy,
        cashierName: z.cashierName,
        currencyCode: z.currency.code,
        currencyExponent: z.currency.exponent,
        net: z.net,
        tax: amountMinor(z.total - z.net),
        total: z.total,
        expected: z.expected,
        counted: z.counted,
        variance: z.variance,
        body: JSON.stringify(z),
      },
    ],
  };
}
