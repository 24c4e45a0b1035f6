import {
  type AmountMinor,
  amountMinor,
  type Currency,
  type Id,
  ok,
  type QuantityMicro,
  type Refusal,
  type Result,
  refuse,
  roundQuotient,
  type UnitPriceMicro,
} from '@beaveros/kit';
import { type ComboChild, type ComboLine, splitCombo } from '../../pricing/combo.ts';
import { UNIT_MICRO } from '../../pricing/micro.ts';
import type { PricingRefusal } from '../../pricing/model.ts';
import type { ComboTerms } from './terms.ts';

/** A part that the guest chose, one for each unit of its line. */
export interface ComboChoice {
  /** Index of its group in the rule. */
  readonly group: number;
  readonly item: Id<'Item'>;
  readonly quantityMicro: QuantityMicro;
  /** What it would cost on its own: its weight in the combo's price. */
  readonly basePriceMicro: UnitPriceMicro;
}

export type ComboRefusal =
  | (Refusal<'combo/group-unknown' | 'combo/choice-unknown'> & { readonly choice: number })
  | (Refusal<'combo/too-few' | 'combo/too-many'> & {
      readonly group: number;
      readonly name: string;
      readonly min: number;
      readonly max: number;
    })
  | PricingRefusal;

/** A line of a combo: the choice it is for, and its unit price with the surcharge in it. */
export interface ComboPart {
  readonly choice: number;
  readonly quantityMicro: QuantityMicro;
  readonly unitPriceMicro: UnitPriceMicro;
}

/**
 * The lines of one or several equal combos: the combo's price shared out by what its parts cost on their own, surcharges on
 * top, so that each part carries its own taxes and can go back alone. The lines add up to price and surcharges; a share that
 * does not divide makes a further line for the last unit. Refuses choices that the rule does not know, and too few or too many.
 */
export function comboParts(
  { groups }: ComboTerms,
  {
    priceMicro,
    combos,
    choices,
  }: {
    /** Of one combo. */
    readonly priceMicro: UnitPriceMicro;
    readonly combos: number;
    readonly choices: readonly ComboChoice[];
  },
  currency: Currency,
): Result<readonly ComboPart[], ComboRefusal> {
  const children: ComboChild[] = [];
  for (const [at, choice] of choices.entries()) {
    const group = groups[choice.group];
    if (group === undefined) return refuse({ code: 'combo/group-unknown', choice: at });
    const known = group.choices.find(({ item }) => item === choice.item);
    if (known === undefined) return refuse({ code: 'combo/choice-unknown', choice: at });
    const { basePriceMicro, quantityMicro } = choice;
    children.push({ position: at, basePriceMicro, quantityMicro, surchargeMicro: known.surchargeMicro });
  }
  for (const [at, { name, min, max }] of groups.entries()) {
    const chosen = choices.filter(({ group }) => group === at);
    const units = chosen.reduce((all, { quantityMicro }) => all + BigInt(quantityMicro), 0n);
    const which = { group: at, name, min, max };
    if (units < BigInt(min * combos) * UNIT_MICRO) return refuse({ code: 'combo/too-few', ...which });
    if (units > BigInt(max * combos) * UNIT_MICRO) return refuse({ code: 'combo/too-many', ...which });
  }
  const lines = splitCombo(amountOf(priceMicro, combos, currency), children, currency);
  return lines.ok ? ok(lines.value.map(toPart)) : lines;
}

function amountOf(priceMicro: UnitPriceMicro, combos: number, { exponent }: Currency): AmountMinor {
  const scaled = BigInt(priceMicro) * BigInt(combos) * 10n ** BigInt(exponent);
  return amountMinor(Number(roundQuotient(scaled, UNIT_MICRO, 'HALF_UP')));
}

function toPart({ position, quantityMicro, unitPriceMicro }: ComboLine): ComboPart {
  return { choice: position, quantityMicro, unitPriceMicro };
}
