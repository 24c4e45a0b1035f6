import {
  closeShift,
  countShiftDrawer,
  moveCash,
  openDrawer,
  openShift,
  printX,
  reprintZ,
  type ZReport,
} from '@beaveros/domain/payment';
import { assert, ok, refuse } from '@beaveros/kit';
import type { ZReportView } from '@beaveros/protocol/ipc';
import type { Asking, CommandHandlers, Desk } from './command.ts';
import { tillContext } from './numbering.ts';

type ShiftCommands = Pick<
  CommandHandlers,
  'openShift' | 'closeShift' | 'cashIn' | 'cashOut' | 'countDrawer' | 'openDrawer' | 'printX' | 'reprintZ'
>;

const DAY_MS = 24 * 60 * 60_000;
/** Of a shift that is open for longer, the journal's window may have dropped orders. */
const WHOLE_FOR_MS = 90 * DAY_MS;

export const shiftCommands: ShiftCommands = {
  openShift: {
    decide: (desk, input, asking) => {
      const drawer = desk.till.devices('cash-drawer')[0]?.id ?? null;
      const { businessDate } = asking;
      const { drawersInUse } = desk.aggregates;
      const context = { ...tillContext(desk, asking), drawer, businessDate, drawersInUse };
      const decided = openShift(input, context);
      return decided.ok ? ok({ events: decided.value }) : decided;
    },
    answer: (desk, input) => {
      const { opened } = desk.aggregates.shift(input.shift);
      assert(opened !== null, 'an answered shift was opened');
      return { shift: input.shift, businessDate: opened.businessDate };
    },
  },
  closeShift: {
    decide: (desk, input, asking) => {
      const { aggregates, journal, till } = desk;
      const state = aggregates.shift(input.shift);
      const known = aggregates.shiftLedger(input.shift);
      // Of a shift that nobody opened there is nothing to close, whoever asks.
      if (known === null || state.opened === null) return refuse({ code: 'payment/shift-closed' });
      const { now, place } = asking;
      const { series } = journal;
      const counter = `${state.opened.isTraining ? 'z-training' : 'z'}/${series}`;
      const number = { terminalCode: place.terminal.code, series, counter: journal.nextCounter(counter) };
      const decided = closeShift(state, input, {
        ...tillContext(desk, asking),
        ledger: known.ledger,
        number,
        now,
        localTime: till.localTimeAt(now, place.store),
        isComplete: known.isWhole && now - state.opened.openedAt < WHOLE_FOR_MS,
        openOrders: aggregates.openOrders(),
        unconfirmed: desk.unconfirmed?.() ?? 0,
      });
      return decided.ok ? ok({ events: decided.value, counters: [counter] }) : decided;
    },
    answer: (desk, { shift }) => {
      const report = zReportOf(desk, shift);
      assert(report !== null, 'an answered close has its Z');
      return { report };
    },
  },
  cashIn: {
    decide: (desk, input, asking) => moved(moveCash(input, { ...onPaper(desk, asking), direction: 'in' })),
    answer: () => ({}),
  },
  cashOut: {
    decide: (desk, input, asking) => moved(moveCash(input, { ...onPaper(desk, asking), direction: 'out' })),
    answer: () => ({}),
  },
  countDrawer: {
    decide: (desk, input, asking) => moved(countShiftDrawer(input, tillContext(desk, asking))),
    answer: () => ({}),
  },
  openDrawer: {
    decide: (desk, input, asking) => {
      if (!desk.till.devices('cash-drawer').some((device) => device.id === input.drawer)) {
        return refuse({ code: 'core/no-drawer', drawer: input.drawer });
      }
      return moved(openDrawer(input, tillContext(desk, asking)));
    },
    answer: () => ({}),
  },
  printX: {
    decide: (desk, input, asking) => {
      const { aggregates } = desk;
      const shift = aggregates.currentShift?.shift;
      const known = shift === undefined ? null : aggregates.shiftLedger(shift);
      if (shift === undefined || known === null) return refuse({ code: 'payment/shift-closed' });
      const isComplete = known.isWhole;
      return moved(
        printX(aggregates.shift(shift), input, {
          ...onPaper(desk, asking),
          ledger: known.ledger,
          isComplete,
        }),
      );
    },
    answer: () => ({}),
  },
  reprintZ: {
    decide: (desk, input, asking) =>
      moved(reprintZ(desk.aggregates.shift(input.shift), input, onPaper(desk, asking))),
    answer: () => ({}),
  },
};

/** The till, and what its paper says beside: its own printer and the wall time. */
function onPaper(desk: Desk, asking: Asking) {
  const { now, place } = asking;
  const printer = desk.till.devices('receipt-printer')[0]?.id ?? null;
  return { ...tillContext(desk, asking), printer, localTime: desk.till.localTimeAt(now, place.store) };
}

/** The Z of a shift as its fact says it; null: it is not closed, or not here. */
export function zReportOf(desk: Pick<Desk, 'aggregates'>, shift: ZReportView['shift']): ZReportView | null {
  const { closed } = desk.aggregates.shift(shift);
  return closed === null ? null : { shift, ...(closed as ZReport & Pick<ZReportView, 'closedBy'>) };
}

function moved(decided: ReturnType<typeof openDrawer>) {
  return decided.ok ? ok({ events: decided.value }) : decided;
}
