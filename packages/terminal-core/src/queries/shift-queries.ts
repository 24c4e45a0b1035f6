import { type Actor, missing, type PermissionMissing } from '@beaveros/domain/auth-user';
import { shiftReport } from '@beaveros/domain/payment';
import { type Instant, ok, type Result, refuse } from '@beaveros/kit';
import type { IpcInput, IpcOutput } from '@beaveros/protocol/ipc';
import type { Desk } from '../commands/command.ts';
import type { FoldedStore } from '../stores/folded-store.ts';

type Reports = IpcOutput<'zReports'>;

/** The shift that this till has open. */
export function shiftOpenHere({ aggregates }: Pick<Desk, 'aggregates'>): IpcOutput<'currentShift'> {
  const current = aggregates.currentShift;
  if (current === null) return { shift: null };
  const { opened } = aggregates.shift(current.shift);
  if (opened === null) return { shift: null };
  const { terminal, drawer, currency, float, businessDate, isTraining, denominations } = opened;
  return {
    shift: {
      shift: current.shift,
      openedAt: opened.openedAt as Instant,
      openedBy: opened.openedBy,
      terminal,
      drawer,
      currency,
      float,
      businessDate,
      isTraining,
      denominations,
    },
  };
}

/** The X of the open shift: the sums that its Z will have, and no fact. Refused to whoever counts blind. */
export function xReport(
  { aggregates }: Pick<Desk, 'aggregates'>,
  actor: Actor,
): Result<IpcOutput<'xReport'>, PermissionMissing> {
  const refusal = missing(actor, 'can_see_expected_cash');
  if (refusal !== null) return refuse(refusal);
  const shift = aggregates.currentShift?.shift;
  const known = shift === undefined ? null : aggregates.shiftLedger(shift);
  const opened = shift === undefined ? null : aggregates.shift(shift).opened;
  if (shift === undefined || known === null || opened === null) return ok({ report: null });
  const { ledger, isWhole } = known;
  return ok({ report: { shift, ...shiftReport(opened, ledger, ledger.counted), isComplete: isWhole } });
}

/** Lists the Zs of the store's tills from the folded table, newest first. */
export function listZReports(store: FoldedStore, { limit, offset }: IpcInput<'zReports'>): Reports {
  store.catchUp();
  const rows = store.db
    .prepare(
      `SELECT id AS shift, terminal_id AS terminal, terminal_code AS terminalCode, series, counter,
         is_training AS isTraining, business_date AS businessDate, local_time AS localTime, cashier_name AS cashierName,
         currency_code AS code, currency_exponent AS exponent, total, expected, variance
       FROM z_reports ORDER BY closed_at DESC, id LIMIT @limit OFFSET @offset`,
    )
    .all({ limit, offset }) as Row[];
  const total = store.db.prepare('SELECT count(*) FROM z_reports').pluck().get() as number;
  return {
    reports: rows.map(({ terminalCode, series, counter, isTraining, code, exponent, ...row }) => ({
      ...row,
      number: { terminalCode, series, counter },
      isTraining: isTraining === 1,
      currency: { code, exponent },
    })),
    total,
  };
}

interface Row extends Omit<Reports['reports'][number], 'number' | 'currency' | 'isTraining'> {
  readonly terminalCode: string;
  readonly series: number;
  readonly counter: number;
  readonly isTraining: 0 | 1;
  readonly code: string;
  readonly exponent: number;
}
