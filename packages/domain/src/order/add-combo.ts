import { ok, type QuantityMicro, quantityMicro, type Result, refuse } from '@beaveros/kit';
import * as z from 'zod';
import { type Actor, missing } from '../auth-user/actor.ts';
import type { Draft } from '../journal/entry.ts';
import type { CatalogueReader } from '../product-catalog/catalogue.ts';
import { comboParts } from '../product-catalog/price-rules/combo.ts';
import { holding } from '../product-catalog/price-rules/holding.ts';
import { listPriceFor } from '../product-catalog/price-rules/price-for-line.ts';
import type { RulesNow } from '../product-catalog/price-rules/sale-terms.ts';
import { zId, zText, zUnitPrice } from '../scalars.ts';
import { captureLine } from './capture-line.ts';
import { mayGrow, type OrderDecision } from './decide.ts';
import type { OrderEvent } from './events.ts';
import type { OrderRefusal } from './refusals.ts';
import { newLine, type OrderState } from './state.ts';
import { standingLines, tooLarge } from './totals.ts';

/** Equal combos of one command: a round at a table. */
const COMBOS_MAX = 100;

/** Adds one or several equal combos as lines of their parts. Never a return: parts come back as the lines they are. */
export const zAddCombo = z.strictObject({
  order: zId<'Order'>(),
  combo: zId<'Combo'>(),
  /** The combo's item. */
  item: zId<'Item'>(),
  combos: z.int().min(1).max(COMBOS_MAX),
  choices: z
    .array(
      z.strictObject({
        line: zId<'Line'>(),
        /** Index of its group in the combo's rule. */
        group: z.int().min(0).max(9),
        item: zId<'Item'>(),
        /** Whole units, of all combos together. */
        units: z.int().min(1).max(2_000),
        options: z.array(zId<'ModifierOption'>()).max(64),
        note: zText.nullable(),
      }),
    )
    .min(1)
    .max(200),
  /** For the last unit of a share that does not divide. */
  rest: zId<'Line'>(),
});
export type AddCombo = z.output<typeof zAddCombo>;

export function addCombo(
  state: OrderState,
  command: AddCombo,
  context: { readonly actor: Actor; readonly catalogue: CatalogueReader; readonly rulesNow: RulesNow },
): OrderDecision {
  const { order, combo, choices, rest } = command;
  const refusal = missing(context.actor, 'can_sell') ?? mayGrow(state, choices.length + 2);
  if (refusal !== null) return refuse(refusal);
  const ids = [...choices.map(({ line }) => line), rest];
  const taken = ids.find((line, at) => state.lines.has(line) || ids.indexOf(line) !== at);
  if (taken !== undefined) return refuse({ code: 'order/line-already-added', line: taken });
  const rule = holding(context.rulesNow.rules, 'combo', context.rulesNow.question).find(
    ({ terms }) => terms.item === command.item,
  );
  const sold = context.catalogue.item(command.item);
  if (rule === undefined || sold === undefined || !sold.isActive)
    return refuse({ code: 'order/no-such-combo', item: command.item });
  const lines = linesOf(command, sold.priceMicro, rule.terms, context);
  if (!lines.ok) return lines;
  const what = tooLarge(state, [...standingLines(state), ...lines.value.map(newLine)]);
  if (what !== null) return refuse({ code: 'order/too-large', what });
  const events: Draft<OrderEvent>[] = lines.value.map((body) => ({
    type: 'order.LineAdded',
    v: 1,
    aggregate: order,
    body,
  }));
  const body = {
    combo,
    rule: rule.id,
    item: sold.id,
    name: sold.name,
    lines: lines.value.map(({ line }) => line),
  };
  return ok([...events, { type: 'order.LinesCombined', v: 1, aggregate: order, body }]);
}

type Added = Parameters<typeof newLine>[0];

/** Each part as its own line would be captured, at its share of the combo's price. */
function linesOf(
  { item, combos, choices, rest }: AddCombo,
  comboPriceMicro: Parameters<typeof listPriceFor>[0]['priceMicro'],
  terms: Parameters<typeof comboParts>[0],
  context: { readonly actor: Actor; readonly catalogue: CatalogueReader; readonly rulesNow: RulesNow },
): Result<readonly Added[], OrderRefusal> {
  const captured: Added[] = [];
  for (const { line, item: part, units, options, note } of choices) {
    const added = captureLine(
      { line, item: part, quantityMicro: unitsOf(units), options, note, override: null },
      context,
    );
    if (!added.ok) return added;
    captured.push(added.value);
  }
  const { rules, question, currency } = context.rulesNow;
  const { categoryIds } = context.catalogue.item(item)!;
  const price = listPriceFor({ id: item, priceMicro: comboPriceMicro, categoryIds }, rules, {
    ...question,
    quantityMicro: unitsOf(combos),
    currency,
  });
  if (!price.ok) return refuse({ code: 'order/too-large', what: 'amount' });
  const parts = comboParts(
    terms,
    {
      priceMicro: price.value,
      combos,
      choices: choices.map(({ group, item: part, units }, at) => ({
        group,
        item: part,
        quantityMicro: unitsOf(units),
        basePriceMicro: captured[at]!.listPriceMicro,
      })),
    },
    currency,
  );
  if (!parts.ok) return refuse(refusalOf(parts.refusal));
  if (!parts.value.every((each) => zUnitPrice.safeParse(each.unitPriceMicro).success))
    return refuse({ code: 'order/too-large', what: 'amount' });
  const seen = new Set<number>();
  return ok(
    parts.value.map(({ choice, quantityMicro: quantity, unitPriceMicro }) => {
      const added = captured[choice]!;
      const line = seen.has(choice) ? rest : added.line;
      seen.add(choice);
      return { ...added, line, quantityMicro: quantity, unitPriceMicro };
    }),
  );
}

function refusalOf(refusal: Extract<ReturnType<typeof comboParts>, { ok: false }>['refusal']): OrderRefusal {
  switch (refusal.code) {
    case 'combo/group-unknown':
    case 'combo/choice-unknown':
      return { code: 'order/combo-choice-unknown', choice: refusal.choice };
    case 'combo/too-few':
      return { code: 'order/combo-too-few', name: refusal.name, min: refusal.min };
    case 'combo/too-many':
      return { code: 'order/combo-too-many', name: refusal.name, max: refusal.max };
    default:
      return { code: 'order/too-large', what: 'amount' };
  }
}

function unitsOf(units: number): QuantityMicro {
  return quantityMicro(units * 1_000_000);
}
