import {
  type AmountMinor,
  amountMinor,
  type BusinessDate,
  type Id,
  type Instant,
  ok,
  type Result,
  refuse,
} from '@beaveros/kit';
import { missing } from '../auth-user/actor.ts';
import type { Draft } from '../journal/entry.ts';
import { AMOUNT_MAX } from '../scalars.ts';
import type { CloseShift, DrawerCount, MoveCash, OpenDrawer, OpenShift } from './commands.ts';
import type { CurrentShift, PaymentDecision, TillContext } from './decide.ts';
import type { PaymentEvent } from './events.ts';
import type { PaymentRefusal } from './refusals.ts';
import type { Denominations } from './shift-events.ts';
import type { DrawerCountSeen, ShiftLedger } from './shift-ledger.ts';
import { zPaper } from './shift-paper.ts';
import { shiftReport } from './shift-report.ts';
import type { ShiftState, ZReport } from './state.ts';

export interface OpeningContext extends TillContext {
  readonly drawer: Id<'Device'> | null;
  readonly businessDate: BusinessDate;
  /** Open shifts of the store's other tills that this till knows, by their drawer. */
  readonly drawersInUse?: ReadonlyMap<string, string>;
}

/** One open shift for each terminal and for each drawer. */
export function openShift(command: OpenShift, context: OpeningContext): PaymentDecision {
  const refusal = missing(context.actor, 'can_open_shift');
  if (refusal !== null) return refuse(refusal);
  const { terminal, currency, drawer, businessDate, shift: open } = context;
  if (open !== null) return refuse({ code: 'payment/shift-already-open', shift: open.shift });
  const holder = drawer === null ? undefined : context.drawersInUse?.get(drawer);
  if (drawer !== null && holder !== undefined)
    return refuse({ code: 'payment/drawer-in-use', drawer, shift: holder });
  const denominations = command.denominations ?? null;
  const mismatch = denominations === null ? null : miscounted(denominations, command.float);
  if (mismatch !== null) return refuse(mismatch);
  const isTraining = command.isTraining === true;
  return ok([
    {
      type: 'payment.ShiftOpened',
      v: 2,
      aggregate: command.shift,
      body: {
        terminal,
        drawer,
        currency,
        float: command.float,
        businessDate,
        isTraining,
        denominations: denominations === null ? null : [...denominations],
      },
    },
  ]);
}

/** Opens the drawer without a sale. */
export function openDrawer(command: OpenDrawer, context: TillContext): PaymentDecision {
  const refusal = missing(context.actor, 'can_open_drawer');
  if (refusal !== null) return refuse(refusal);
  if (context.shift === null) return refuse({ code: 'payment/shift-closed' });
  const { drawer, reason } = command;
  return ok([
    {
      type: 'payment.DrawerKicked',
      v: 1,
      aggregate: context.shift.shift,
      body: {
        terminal: context.terminal,
        drawer,
        shift: context.shift.shift,
        reason: 'no-sale',
        note: reason,
      },
    },
  ]);
}

/** Puts cash into the drawer or takes it out, with a reason; the drawer opens. Less than nothing may be expected after it. */
export function moveCash(
  { amount, reason, printer = null }: MoveCash,
  {
    direction,
    localTime,
    ...context
  }: TillContext & {
    readonly direction: 'in' | 'out';
    /** The store's wall time, for the slip; absent: none is printed. */
    readonly localTime?: string;
  },
): PaymentDecision {
  const refusal = missing(context.actor, 'can_move_cash');
  if (refusal !== null) return refuse(refusal);
  const { shift, terminal, currency, actor } = context;
  if (shift === null) return refuse({ code: 'payment/shift-closed' });
  // In training nothing is in the drawer that may be taken out of it.
  const isTraining = shift.isTraining === true;
  const drawer = isTraining ? null : shift.drawer;
  const aggregate = shift.shift;
  const moved = { terminal, direction, amount, reason, drawer };
  const events: Draft<PaymentEvent>[] = [{ type: 'payment.CashMoved', v: 1, aggregate, body: moved }];
  if (printer !== null && localTime !== undefined) {
    const said = { terminal, direction, amount, reason, currency, isTraining };
    const body = { ...said, printer, localTime, cashierName: actor.name };
    events.push({ type: 'payment.CashSlipIssued', v: 1, aggregate, body });
  }
  return ok(events);
}

/** Writes down what somebody counted. Nobody is told whether it is right who may not know. */
export function countShiftDrawer(count: DrawerCount, context: TillContext): PaymentDecision {
  const refusal = missing(context.actor, 'can_close_shift');
  if (refusal !== null) return refuse(refusal);
  if (context.shift === null) return refuse({ code: 'payment/shift-closed' });
  const seen = counted(count, context);
  if (!seen.ok) return seen;
  return ok([
    {
      type: 'payment.DrawerCounted',
      v: 1,
      aggregate: context.shift.shift,
      body: { ...seen.value, denominations: [...seen.value.denominations] },
    },
  ]);
}

export interface ShiftClosingContext extends TillContext {
  readonly ledger: ShiftLedger;
  readonly number: ZReport['number'];
  readonly now: Instant;
  readonly localTime: string;
  readonly isComplete: boolean;
  readonly openOrders: number;
  readonly unconfirmed: number;
}

/**
 * Closes the shift of this till by its Z, and prints it where a printer is named. Never refused for a difference, for open orders, for what other tills do or
 * for what the cloud has not heard of: all that is written down.
 */
export function closeShift(
  { opened, closed }: ShiftState,
  command: CloseShift,
  context: ShiftClosingContext,
): PaymentDecision {
  const refusal = missing(context.actor, 'can_close_shift');
  if (refusal !== null) return refuse(refusal);
  if (opened === null || closed !== null) return refuse({ code: 'payment/shift-closed' });
  if (context.shift?.shift !== command.shift)
    return refuse({ code: 'payment/not-this-shift', shift: command.shift });
  const { ledger, number, now, localTime, isComplete, openOrders, unconfirmed } = context;
  const count = command.count === null ? ok(ledger.counted) : counted(command.count, context);
  if (!count.ok) return count;
  const body: ZReport = {
    ...shiftReport(opened, ledger, count.value),
    number,
    closedAt: now,
    localTime,
    cashierName: context.actor.name,
    isComplete,
    openOrders,
    unconfirmed,
  };
  const { shift, printer = null } = command;
  const { terminal } = context;
  return ok([
    { type: 'payment.ShiftClosed', v: 1, aggregate: shift, body },
    ...(printer === null ? [] : [zPaper(shift, { terminal, printer, copy: false })]),
  ]);
}

/** Whether a shift of the store holds a drawer: what {@link openShift} must not open a second time. */
export function drawerOf({ opened, closed }: ShiftState): Id<'Device'> | null {
  return opened === null || closed !== null ? null : opened.drawer;
}

/** The shift as sales know it. */
export function currentShift({ shift, opened, closed }: ShiftState): CurrentShift | null {
  if (opened === null || closed !== null) return null;
  const { drawer, businessDate, isTraining } = opened;
  return { shift: shift as Id<'Shift'>, drawer, businessDate, isTraining };
}

function counted(
  { denominations, amount }: DrawerCount,
  { actor }: Pick<TillContext, 'actor'>,
): Result<DrawerCountSeen, PaymentRefusal> {
  const mismatch = miscounted(denominations, amount);
  if (mismatch !== null) return refuse(mismatch);
  return ok({ denominations, amount, isBlind: missing(actor, 'can_see_expected_cash') !== null });
}

/** One sum, said without its coins, has none to be wrong about. */
function miscounted(denominations: Denominations, said: AmountMinor): PaymentRefusal | null {
  if (denominations.length === 0) return null;
  const total = denominations.reduce((all, { valueMinor, count }) => all + valueMinor * count, 0);
  if (total === said) return null;
  return { code: 'payment/count-mismatch', said, counted: amountMinor(Math.min(total, AMOUNT_MAX)) };
}
