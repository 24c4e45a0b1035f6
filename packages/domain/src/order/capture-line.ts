import { ok, type Result, refuse } from '@beaveros/kit';
import { type Actor, missing } from '../auth-user/actor.ts';
import type { EventOf } from '../journal/event-schema.ts';
import type { CatalogueReader } from '../product-catalog/catalogue.ts';
import type { TillItemRow } from '../product-catalog/rows.ts';
import type { LineToAdd } from './commands.ts';
import type { LineAdded } from './events.ts';
import type { OrderRefusal } from './refusals.ts';

type Captured = EventOf<typeof LineAdded>['body'];

/** Takes what a line needs from the catalogue as it is now: name, price, taxes, options. Never looked up again. */
export function captureLine(
  line: LineToAdd,
  context: { readonly actor: Actor; readonly catalogue: CatalogueReader },
): Result<Captured, OrderRefusal> {
  const item = context.catalogue.item(line.item);
  const refusal = notForSale(line, item) ?? notAllowed(line, context.actor);
  if (refusal !== null) return refuse(refusal);
  const sold = item!;
  const taxes = captureTaxes(sold, context.catalogue);
  if (!taxes.ok) return taxes;
  const modifiers = captureModifiers(sold, line);
  if (!modifiers.ok) return modifiers;
  return ok({
    line: line.line,
    item: line.item,
    name: sold.name,
    sku: sold.sku,
    quantityMicro: line.quantityMicro,
    unitPriceMicro: line.override?.unitPriceMicro ?? sold.priceMicro,
    listPriceMicro: sold.priceMicro,
    taxes: taxes.value,
    modifiers: modifiers.value,
    note: line.note,
    categories: sold.categoryIds,
  });
}

function notForSale(line: LineToAdd, item: TillItemRow | undefined): OrderRefusal | null {
  if (line.quantityMicro === 0) return { code: 'order/quantity-zero', line: line.line };
  if (item === undefined) return { code: 'order/item-unknown', item: line.item };
  if (!item.isActive) return { code: 'order/item-not-for-sale', item: item.id, name: item.name };
  // A sold-out item can still be brought back by a customer.
  if (item.isSoldOut && line.quantityMicro > 0)
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

function captureTaxes(
  item: TillItemRow,
  catalogue: CatalogueReader,
): Result<Captured['taxes'], OrderRefusal> {
  const rows = [];
  for (const id of item.taxIds) {
    const row = catalogue.tax(id);
    if (row === undefined) return refuse({ code: 'order/tax-missing', item: item.id, tax: id });
    rows.push(row);
  }
  rows.sort((a, b) => a.sequence - b.sequence || (a.id < b.id ? -1 : 1));
  return ok(
    rows
      .filter((row) => row.isActive)
      .map((row) => ({
        tax: row.id,
        name: row.name,
        ratePpm: row.ratePpm,
        mode: row.mode,
        compound: row.compound,
      })),
  );
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
