import { addCombo } from '@beaveros/domain/order';
import { ok } from '@beaveros/kit';
import type { CommandHandlers } from './command.ts';
import { onOrder } from './order-commands.ts';
import { rulesNow } from './rules-now.ts';
import { catalogueAt } from './stock-commands.ts';

/** What is sold as one and made of several lines. */
export const comboCommands: Pick<CommandHandlers, 'addCombo'> = {
  addCombo: onOrder((state, input, desk, asking) => {
    const decided = addCombo(state, input, {
      actor: asking.actor,
      catalogue: catalogueAt(desk, asking),
      rulesNow: rulesNow(desk, asking, state.opened?.kind ?? 'counter'),
    });
    if (!decided.ok || desk.mayWrite?.('order.LinesCombined', 1) !== false) return decided;
    // A till of the store could not read that they belong together; what they cost it can.
    return ok(decided.value.filter(({ type }) => type !== 'order.LinesCombined'));
  }),
};
