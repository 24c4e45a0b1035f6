import {
  addLines,
  changeQuantity,
  fireOrder,
  nameGuest,
  type OrderState,
  openOrder,
  overridePrice,
  printBill,
  reprint,
  setLineNote,
  setOrderNote,
  voidLine,
} from '@beaveros/domain/order';
import type { Draft, Event } from '@beaveros/domain/journal';
import { accountsPrinted } from '../effects/paper.ts';
import { type IpcRefusal, type OrderView, orderView } from '@beaveros/protocol/ipc';
import { ok, refuse, type Result } from '@beaveros/kit';
import type { Asking, CommandHandlers, Decided, Desk } from './command.ts';
import { capturedNow, rulesNow } from './rules-now.ts';
import { catalogueAt } from './stock-commands.ts';

type OrderCommands = Pick<
  CommandHandlers,
  | 'openOrder'
  | 'addLines'
  | 'changeQuantity'
  | 'setLineNote'
  | 'overridePrice'
  | 'voidLine'
  | 'setOrderNote'
  | 'nameGuest'
  | 'fireOrder'
  | 'printBill'
  | 'reprint'
>;

/** Shows the order a command was about. */
export const answerOrder = (desk: Desk, input: { readonly order: string }): { order: OrderView } => ({
  order: orderView(desk.aggregates.order(input.order), (side) => desk.journal.side(side)),
});

/** A command that reads one order and adds facts to it. */
export function onOrder<Input extends { readonly order: string }>(
  decide: (
    state: OrderState,
    input: Input,
    desk: Desk,
    asking: Asking,
  ) => Result<readonly Draft<Event>[], IpcRefusal>,
) {
  return {
    decide: (desk: Desk, input: Input, asking: Asking): Result<Decided, IpcRefusal> => {
      const decided = decide(desk.aggregates.order(input.order), input, desk, asking);
      return decided.ok ? ok({ events: decided.value }) : decided;
    },
    answer: answerOrder,
  };
}

export const orderCommands: OrderCommands = {
  openOrder: {
    decide: (desk, input, asking) => {
      const { actor, place, businessDate } = asking;
      const counter = `order/${businessDate}`;
      const entity = desk.rows.entity.serviceEntities().find((row) => row.id === input.table);
      const decided = openOrder(desk.aggregates.order(input.order), input, {
        actor,
        label: `${place.terminal.code}-${desk.journal.nextCounter(counter)}`,
        currency: place.store.currency,
        table: entity === undefined ? null : { id: entity.id, name: entity.name },
        rules: capturedNow(desk, asking, input.kind),
      });
      return decided.ok ? ok({ events: decided.value, counters: [counter] }) : decided;
    },
    answer: answerOrder,
  },
  addLines: onOrder((state, input, desk, asking) =>
    addLines(state, input, {
      actor: asking.actor,
      catalogue: catalogueAt(desk, asking),
      ...(state.opened === null ? {} : { rulesNow: rulesNow(desk, asking, state.opened.kind) }),
    }),
  ),
  changeQuantity: onOrder((state, input, _, { actor }) => changeQuantity(state, input, { actor })),
  setLineNote: onOrder((state, input, _, { actor }) => setLineNote(state, input, { actor })),
  overridePrice: onOrder((state, input, _, { actor }) => overridePrice(state, input, { actor })),
  voidLine: onOrder((state, input, _, { actor }) => voidLine(state, input, { actor })),
  setOrderNote: onOrder((state, input, _, { actor }) => setOrderNote(state, input, { actor })),
  nameGuest: {
    decide: (desk, input, { actor }) => {
      const decided = nameGuest(desk.aggregates.order(input.order), input, { actor });
      const sides = input.guest === null ? [] : [input.guest];
      return decided.ok ? ok({ events: decided.value, sides }) : decided;
    },
    answer: answerOrder,
  },
  fireOrder: onOrder((state, input, { rows }, { actor }) =>
    fireOrder(state, input, { actor, kitchen: rows.kitchen }),
  ),
  printBill: {
    decide: (desk, input, { actor, now, place }) => {
      // What this till cannot read may be a line: the guest would be shown too little.
      if (desk.aggregates.hasParked(input.order)) return refuse({ code: 'core/order-has-parked-facts' });
      const { till, aggregates } = desk;
      const decided = printBill(aggregates.order(input.order), input, {
        actor,
        terminal: till.id,
        printer: till.devices('receipt-printer')[0]?.id ?? null,
        localTime: till.localTimeAt(now, place.store),
        isTraining: aggregates.currentShift?.isTraining === true,
      });
      return decided.ok ? ok({ events: decided.value }) : decided;
    },
    answer: answerOrder,
  },
  reprint: {
    decide: (desk, input, { actor }) => {
      const printer = desk.till.devices('receipt-printer')[0]?.id ?? null;
      const accounts = accountsPrinted(desk.journal.byAggregate(input.order), input.document);
      const context = { actor, terminal: desk.till.id, printer, accounts };
      const decided = reprint(desk.aggregates.order(input.order), input, context);
      return decided.ok ? ok({ events: decided.value }) : decided;
    },
    answer: () => ({}),
  },
};
