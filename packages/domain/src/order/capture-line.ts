import { ok, type QuantityMicro, quantityMicro, type Result, refuse } from '@beaveros/kit';
import { type Actor, missing } from '../auth-user/actor.ts';
import type { EventOf } from '../journal/event-schema.ts';
import type { CatalogueReader } from '../product-catalog/catalogue.ts';
import type { LabelLine } from '../product-catalog/codes/label-line.ts';
import { labelOfItem } from '../product-catalog/codes/label-of-item.ts';
import { type RulesNow, saleTerms } from '../product-catalog/price-rules/sale-terms.ts';
import type { TillItemRow } from '../product-catalog/rows.ts';
import type { LineToAdd } from './commands.ts';
import type { LineAdded } from './events.ts';
import type { OrderRefusal } from './refusals.ts';

type Captured = EventOf<typeof LineAdded>['body'];

/** Takes what a line needs as it is now: name, options, and price and taxes by the rules that hold. Never looked up again. */
export function captureLine(
  line: LineToAdd,
  context: {
    readonly actor: Actor;
    readonly catalogue: CatalogueReader;
    /** Absent: the catalogue's own prices and taxes. */
    readonly rulesNow?: RulesNow;
  },
): Result<Captured, OrderRefusal> {
  const item = context.catalogue.item(line.item);
  const refusal = notForSale(line, item, context.catalogue) ?? notAllowed(line, context.actor);
  if (refusal !== null) return refuse(refusal);
  const sold = item!;
  const modifiers = captureModifiers(sold, line);
  if (!modifiers.ok) return modifiers;
  const label = labelOn(line, sold, context.rulesNow);
  if (!label.ok) return label;
  const quantity = label.value === null ? line.quantityMicro : signed(label.value.quantityMicro, line);
  const asked = {
    quantityMicro: quantity,
    optionPricesMicro: modifiers.value.map(({ priceMicro }) => priceMicro),
  };
  const terms = saleTerms(sold, asked, { catalogue: context.catalogue, now: context.rulesNow });
  if (!terms.ok) {
    return refuse(
      terms.refusal.code === 'product-catalog/tax-missing'
        ? { code: 'order/tax-missing', item: sold.id, tax: terms.refusal.tax }
        : { code: 'order/too-large', what: 'amount' },
    );
  }
  const { taxes, listPriceMicro, unitPriceMicro, optionPricesMicro } = terms.value;
  return ok({
    line: line.line,
    item: line.item,
    name: sold.name,
    sku: sold.sku,
    quantityMicro: quantity,
    unitPriceMicro: line.override?.unitPriceMicro ?? label.value?.unitPriceMicro ?? unitPriceMicro,
    listPriceMicro,
    taxes,
    modifiers: modifiers.value.map((option, at) => ({ ...option, priceMicro: optionPricesMicro[at]! })),
    note: line.note,
    categories: sold.categoryIds,
  });
}

/** What the line's label says; null: it has none, or whoever decides knows no patterns (a screen that paints a tap). */
function labelOn(
  { label }: LineToAdd,
  item: TillItemRow,
  now: RulesNow | undefined,
): Result<LabelLine | null, OrderRefusal> {
  if (label === undefined || now === undefined) return ok(null);
  const { patterns, currency, question } = now;
  const read = labelOfItem(label, item, { patterns, currency, today: question.at.date });
  if (read.ok) return read;
  const { id, name } = item;
  return refuse({ code: 'order/label-unreadable', item: id, name, because: read.refusal.code });
}

function signed(quantity: QuantityMicro, line: LineToAdd): QuantityMicro {
  return line.quantityMicro < 0 ? quantityMicro(-quantity) : quantity;
}

function notForSale(
  line: LineToAdd,
  item: TillItemRow | undefined,
  catalogue: CatalogueReader,
): OrderRefusal | null {
  if (line.quantityMicro === 0) return { code: 'order/quantity-zero', line: line.line };
  if (item === undefined) return { code: 'order/item-unknown', item: line.item };
  if (!item.isActive) return { code: 'order/item-not-for-sale', item: item.id, name: item.name };
  // A sold-out item can still be brought back by a customer.
  const isSoldOut = item.isSoldOut || catalogue.isSoldOut?.(item.id) === true;
  if (isSoldOut && line.quantityMicro > 0)
    return { code: 'order/item-sold-out', item: item.id, name: item.name };
  return null;
}

function notAllowed(line: LineToAdd, actor: Actor): OrderRefusal | null {
  if (line.override !== null) {
    const refusal = missing(actor, 'can_override_price');
    if (refusal !== null) return refusal;
  }
  // A price below zero is money out, like a return.
  const isMoneyOut = line.quantityMicro < 0 || (line.override?.unitPriceMicro ?? 0) < 0;
  return isMoneyOut ? missing(actor, 'can_return_without_receipt') : null;
}

function captureModifiers(item: TillItemRow, line: LineToAdd): Result<Captured['modifiers'], OrderRefusal> {
  const captured: Captured['modifiers'] = [];
  const left = new Set<string>(line.options);
  for (const modifier of item.modifiers) {
    const chosen = modifier.options.filter((option) => option.isActive && left.delete(option.id));
    if (chosen.length < modifier.minOptions) {
      const { id, name, minOptions } = modifier;
      return refuse({
        code: 'order/too-few-options',
        modifier: id,
        name,
        min: minOptions,
        chosen: chosen.length,
      });
    }
    const max = modifier.selectionType === 'single' ? Math.min(1, modifier.maxOptions) : modifier.maxOptions;
    if (chosen.length > max) {
      const { id, name } = modifier;
      return refuse({ code: 'order/too-many-options', modifier: id, name, max, chosen: chosen.length });
    }
    for (const option of chosen) {
      captured.push({
        modifier: modifier.id,
        option: option.id,
        name: modifier.name,
        optionName: option.name,
        priceMicro: option.priceMicro,
      });
    }
  }
  const [unknown] = left;
  return unknown === undefined ? ok(captured) : refuse({ code: 'order/option-unknown', option: unknown });
}
