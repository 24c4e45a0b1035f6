import type { EntryHeader, Event, Recorded } from '@beaveros/domain/journal';
import {
  addLines,
  changeQuantity,
  openOrder,
  type OrderDecision,
  orderFold,
  type OrderState,
  overridePrice,
  setLineNote,
  setOrderNote,
  voidLine,
} from '@beaveros/domain/order';
import { businessDate, type Id, instant, ok, type Result } from '@beaveros/kit';
import { type IpcRefusal, type OrderView, orderView } from '@beaveros/protocol/ipc';
import { CATALOGUE, EUR, fixed } from './_catalogue.ts';
import type { GuessContext, GuessedCommand } from './fold-guess.ts';

export const GUEST = { id: fixed('Side', 1), salt: '0'.repeat(32), value: 'Doña Inés' };

/** One order as the core holds it: every fact with its header, decided and folded as terminal-core does. */
export class CoreOrder {
  readonly order: Id<'Order'>;
  readonly label: string;
  state: OrderState;
  #facts = 0;

  constructor(order: Id<'Order'>, label = 'T1-7') {
    this.order = order;
    this.label = label;
    this.state = orderFold.initial(order);
  }

  view(): OrderView {
    return orderView(this.state, (side) => (side === GUEST.id ? GUEST : null));
  }

  /** Decides and folds one command of a screen. */
  run(command: GuessedCommand, { actor }: Pick<GuessContext, 'actor'>): Result<OrderView, IpcRefusal> {
    const decided = this.#decide(command, { actor, catalogue: CATALOGUE });
    if (!decided.ok) return decided;
    for (const draft of decided.value) this.record(draft);
    return ok(this.view());
  }

  /** A fact from elsewhere: a peer, the kitchen, a payment. */
  record(draft: Omit<Event, 'id'>): void {
    this.#facts += 1;
    const recorded: Recorded = {
      event: { ...draft, id: fixed('Event', this.#facts) },
      header: { ...HEADER, seq: this.#facts, clock: this.#facts, commandId: fixed('Command', this.#facts) },
      index: 0,
    };
    this.state = orderFold.evolve(this.state, recorded);
  }

  #decide(command: GuessedCommand, context: Pick<GuessContext, 'actor' | 'catalogue'>): OrderDecision {
    const { state } = this;
    switch (command.call) {
      case 'openOrder':
        return openOrder(state, command.input, { ...context, label: this.label, currency: EUR, table: null });
      case 'addLines':
        return addLines(state, command.input, context);
      case 'changeQuantity':
        return changeQuantity(state, command.input, context);
      case 'setLineNote':
        return setLineNote(state, command.input, context);
      case 'voidLine':
        return voidLine(state, command.input, context);
      case 'overridePrice':
        return overridePrice(state, command.input, context);
      case 'setOrderNote':
        return setOrderNote(state, command.input, context);
    }
  }
}

const HEADER: EntryHeader = {
  chain: 'a'.repeat(64),
  seq: 1,
  clock: 1,
  at: instant(Date.UTC(2026, 10, 22, 12)),
  tenant: fixed('Tenant', 1),
  store: fixed('Store', 1),
  terminal: fixed('Terminal', 1),
  epoch: 1,
  commandId: fixed('Command', 1),
  command: 'test',
  actor: fixed('User', 1),
  businessDate: businessDate('2026-11-22'),
};
