import { type QuantityMicro, quantityMicro as micro } from '@beaveros/kit';
import type { TicketView } from './ticket.ts';

export interface AllDayCount {
  readonly name: string;
  readonly quantityMicro: QuantityMicro;
}

/** What is still to be made, by item: the most first. Voided lines and those at their final stage do not count. */
export function allDayCounts(tickets: readonly TicketView[]): readonly AllDayCount[] {
  const counts = new Map<string, QuantityMicro>();
  for (const { lines } of tickets)
    for (const { name, quantityMicro, isVoided, isFinal } of lines) {
      if (isVoided || isFinal) continue;
      counts.set(name, micro((counts.get(name) ?? 0) + quantityMicro));
    }
  return [...counts]
    .map(([name, quantityMicro]) => ({ name, quantityMicro }))
    .sort((a, b) => b.quantityMicro - a.quantityMicro || (a.name < b.name ? -1 : 1));
}
