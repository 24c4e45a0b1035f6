import { holding } from '@beaveros/domain/product-catalog';
import type { IpcInput, IpcOutput } from '@beaveros/protocol/ipc';
import type { Instant } from '@beaveros/kit';
import type { Desk } from '../commands/command.ts';
import { rulesNow } from '../commands/rules-now.ts';

/** Combos and the programme that hold now, as `addCombo` and `takeReward` would find them. */
export function offersNow(desk: Desk, { kind }: IpcInput<'offers'>, now: Instant): IpcOutput<'offers'> {
  const place = desk.till.place();
  if (place === null) return { combos: [], loyalty: null };
  const businessDate = desk.till.businessDateAt(now, place.store);
  const { rules, question } = rulesNow(desk, { place, now, businessDate }, kind);
  const [programme] = holding(rules, 'loyalty', question);
  return {
    combos: holding(rules, 'combo', question).map(({ id, name, terms }) => ({ rule: id, name, ...terms })),
    loyalty:
      programme === undefined
        ? null
        : { name: programme.name, unit: programme.terms.unit, rewards: programme.terms.rewards },
  };
}
