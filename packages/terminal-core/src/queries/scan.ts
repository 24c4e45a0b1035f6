import { codeReadings, labelLine } from '@beaveros/domain/product-catalog';
import type { IpcOutput, IpcRefusal } from '@beaveros/protocol/ipc';
import { type Instant, ok, type Result } from '@beaveros/kit';
import type { Desk } from '../commands/command.ts';
import { patternsOf } from '../commands/rules-now.ts';

/** The items that a scanned text names, by the first reading that the catalogue knows, and what its label says. */
export function scanned(
  { rows, till }: Pick<Desk, 'rows' | 'till'>,
  { code }: { readonly code: string },
  now: Instant,
): Result<IpcOutput<'scan'>, IpcRefusal> {
  const asItIs = rows.catalogue.scan(code);
  const store = rows.entity.store();
  if (asItIs.length > 0 || store === undefined) return ok({ items: [...asItIs], label: null });
  const readings = codeReadings(code, {
    patterns: patternsOf(rows.entity.policies()),
    today: till.businessDateAt(now, store),
  });
  if (!readings.ok) return readings;
  for (const { codes, label } of readings.value) {
    for (const each of codes) {
      const items = rows.catalogue.scan(each);
      const [first] = items;
      if (first === undefined) continue;
      if (label === null) return ok({ items: [...items], label: null });
      const line = labelLine(label, first, store.currency);
      if (!line.ok) return line;
      const { quantityMicro, amount } = line.value;
      return ok({ items: [...items], label: { measures: label.measures, quantityMicro, amount } });
    }
  }
  return ok({ items: [], label: null });
}
