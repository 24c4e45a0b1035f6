import { type Id, refuse, ok } from '@beaveros/kit';
import { missing } from '../auth-user/actor.ts';
import type { Draft } from '../journal/entry.ts';
import type { PrintX, ReprintZ } from './commands.ts';
import type { PaymentDecision, TillContext } from './decide.ts';
import type { PaymentEvent } from './events.ts';
import type { ShiftLedger } from './shift-ledger.ts';
import { shiftReport } from './shift-report.ts';
import type { ShiftState } from './state.ts';

// Paper of a shift that somebody asks for. Nothing in the drawer or on the Z follows from it.

/** A till's own printer; null: it has none. */
interface PrinterHere {
  readonly printer: Id<'Device'> | null;
}

/** Prints the X of the shift that is open here; to whoever counts blind it is refused, as on the screen. */
export function printX(
  { opened, closed }: ShiftState,
  command: PrintX,
  context: TillContext &
    PrinterHere & { readonly ledger: ShiftLedger; readonly localTime: string; readonly isComplete: boolean },
): PaymentDecision {
  const { actor, terminal, shift, ledger, localTime, isComplete } = context;
  const refusal = missing(actor, 'can_see_expected_cash');
  if (refusal !== null) return refuse(refusal);
  if (shift === null || opened === null || closed !== null) return refuse({ code: 'payment/shift-closed' });
  const printer = command.printer ?? context.printer;
  if (printer === null) return refuse({ code: 'payment/no-printer' });
  const report = shiftReport(opened, ledger, ledger.counted);
  const body = { ...report, localTime, cashierName: actor.name, isComplete, terminal, printer };
  return ok([{ type: 'payment.XReportIssued', v: 1, aggregate: shift.shift, body }]);
}

/** Prints a Z again, at any till that holds it; the paper says COPY. */
export function reprintZ(
  { closed }: ShiftState,
  command: ReprintZ,
  context: Pick<TillContext, 'actor' | 'terminal'> & PrinterHere,
): PaymentDecision {
  const refusal = missing(context.actor, 'can_reprint');
  if (refusal !== null) return refuse(refusal);
  if (closed === null) return refuse({ code: 'payment/z-unknown', shift: command.shift });
  const printer = command.printer ?? context.printer;
  if (printer === null) return refuse({ code: 'payment/no-printer' });
  return ok([zPaper(command.shift, { terminal: context.terminal, printer, copy: true })]);
}

/** The effect that prints a Z. */
export function zPaper(
  shift: Id<'Shift'>,
  body: Extract<PaymentEvent, { type: 'payment.ZReportIssued' }>['body'],
): Draft<PaymentEvent> {
  return { type: 'payment.ZReportIssued', v: 1, aggregate: shift, body };
}
