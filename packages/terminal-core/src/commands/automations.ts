import type { Draft, Event } from '@beaveros/domain/journal';
import { type Automated, automationsFor } from '@beaveros/domain/workflow';
import type { Id, Instant } from '@beaveros/kit';
import type { KnownOfStore } from './known-of-store.ts';

const HOUR_MS = 3_600_000;

/**
 * The rules of head office, answered in the entry that causes them. How often each has acted within the hour is remembered
 * here and not on disk: after a start the hour begins anew, which lets a rule act a little more, never without an end.
 */
export class Automations {
  /** When each rule acted, the oldest first; never more than its hour allows. */
  readonly #acted = new Map<string, Instant[]>();

  /** What the rules answer to what was decided. Leaves out what a till of the store could not read: no rule stops a sale. */
  answers(
    store: KnownOfStore,
    events: readonly Draft<Event>[],
    { commandId, now }: { readonly commandId: Id<'Command'>; readonly now: Instant },
  ): readonly Automated[] {
    const rules = store.rows.kitchen.automations();
    if (rules.length === 0) return [];
    const automated = automationsFor(events, rules, {
      commandId,
      now,
      actedThisHour: (automation) => this.#thisHour(automation, now).length,
      beside: (event) => besideOf(store, event),
    });
    return automated.filter(({ events: answers }) =>
      answers.every(({ type, v }) => store.mayWrite?.(type, v) !== false),
    );
  }

  /** They are written. */
  note(automated: readonly Automated[], now: Instant): void {
    for (const { automation } of automated)
      this.#acted.set(automation, [...this.#thisHour(automation, now), now]);
  }

  #thisHour(automation: string, now: Instant): readonly Instant[] {
    return (this.#acted.get(automation) ?? []).filter((at) => now - at < HOUR_MS);
  }
}

/**
 * The level that a movement leaves: `stock.levelMicro`, `stock.lowMicro`. It is a table's and may be behind right after a
 * start; a stock's own facts have no end and are too many to read while somebody waits.
 */
function besideOf(store: KnownOfStore, event: Draft<Event>): Readonly<Record<string, unknown>> {
  if (event.type !== 'product-catalog.StockMoved') return {};
  const { item, deltaMicro } = event.body as { readonly item: string; readonly deltaMicro: number };
  const levelMicro = (store.stockLevel?.(event.aggregate) ?? 0) + deltaMicro;
  return { stock: { levelMicro, lowMicro: store.rows.catalogue.stock(item)?.lowMicro ?? null } };
}
