import { ORDER_EVENTS } from '../order/events.ts';
import { PAYMENT_EVENTS } from '../payment/events.ts';
import { WORKFLOW_EVENTS } from '../workflow/events.ts';
import type { Event } from './entry.ts';
import type { EventSchema } from './event-schema.ts';
import { JOURNAL_EVENTS } from './events.ts';
import { wrongField } from './wrong-field.ts';

/** Every fact in every version that this build reads, by `type/v`. */
export const EVENT_CATALOGUE: ReadonlyMap<string, EventSchema> = new Map(
  [...JOURNAL_EVENTS, ...ORDER_EVENTS, ...PAYMENT_EVENTS, ...WORKFLOW_EVENTS].map((schema) => [
    `${schema.type}/${schema.v}`,
    schema,
  ]),
);

/**
 * What a reader makes of an event: read it; park it (a version this build does not know: kept until an upgrade); or
 * suspend it (its body breaks its own schema: kept and alarmed). Never refused.
 */
export type EventReading =
  | { readonly kind: 'read'; readonly event: Event }
  | { readonly kind: 'parked' }
  | { readonly kind: 'suspense'; readonly field: string };

export function readEvent(event: Event): EventReading {
  const schema = EVENT_CATALOGUE.get(`${event.type}/${event.v}`);
  if (schema === undefined) return { kind: 'parked' };
  const parsed = schema.body.safeParse(event.body);
  if (!parsed.success) return { kind: 'suspense', field: wrongField(parsed.error) };
  return { kind: 'read', event: { ...event, body: parsed.data } };
}
