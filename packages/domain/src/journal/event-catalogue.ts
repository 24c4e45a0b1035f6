import { EARLIER_ORDER_EVENTS, ORDER_EVENTS } from '../order/events.ts';
import { EARLIER_PAYMENT_EVENTS, PAYMENT_EVENTS } from '../payment/events.ts';
import { PRODUCT_CATALOG_EVENTS } from '../product-catalog/events.ts';
import { SERVICE_ENTITY_EVENTS } from '../service-entity/events.ts';
import { WORKFLOW_EVENTS } from '../workflow/events.ts';
import type { Event } from './entry.ts';
import type { EventSchema } from './event-schema.ts';
import { JOURNAL_EVENTS } from './events.ts';
import { wrongField } from './wrong-field.ts';

/** Every fact in every version that this build reads, by `type/v`. */
export const EVENT_CATALOGUE: ReadonlyMap<string, EventSchema> = new Map(
  [
    ...JOURNAL_EVENTS,
    ...EARLIER_ORDER_EVENTS,
    ...ORDER_EVENTS,
    ...EARLIER_PAYMENT_EVENTS,
    ...PAYMENT_EVENTS,
    ...WORKFLOW_EVENTS,
    ...SERVICE_ENTITY_EVENTS,
    ...PRODUCT_CATALOG_EVENTS,
  ].map((schema: EventSchema) => [`${schema.type}/${schema.v}`, schema]),
);

/**
 * What a reader makes of an event: read it; park it (a version this build does not know: kept until an upgrade); or
 * suspend it (its body breaks its own schema: kept and alarmed). Never refused.
 */
export type EventReading =
  | { readonly kind: 'read'; readonly event: Event }
  | { readonly kind: 'parked' }
  | { readonly kind: 'suspense'; readonly field: string };

/** Reads an event at the newest version of its type, so that folds meet no other. What was written is not changed. */
export function readEvent(event: Event): EventReading {
  const schema = EVENT_CATALOGUE.get(`${event.type}/${event.v}`);
  if (schema === undefined) return { kind: 'parked' };
  const parsed = schema.body.safeParse(event.body);
  if (!parsed.success) return { kind: 'suspense', field: wrongField(parsed.error) };
  return { kind: 'read', event: upcast({ ...event, body: parsed.data }, schema) };
}

/** An event that was read or checked before, as the newest version of its type says it. */
export function atNewestVersion(event: Event): Event {
  return upcast(event, EVENT_CATALOGUE.get(`${event.type}/${event.v}`));
}

/**
 * What an event that this build made says in the version before: for tills that do not read its own. null: there is no
 * such version, or it has no words for it.
 */
export function inVersionBefore<E extends Pick<Event, 'type' | 'v' | 'body'>>(event: E): E | null {
  const body = EVENT_CATALOGUE.get(`${event.type}/${event.v}`)?.downcast?.(event.body) ?? null;
  return body === null ? null : { ...event, v: event.v - 1, body };
}

function upcast(event: Event, schema: EventSchema | undefined): Event {
  let newest = event;
  for (let step = schema; step?.upcast !== undefined; ) {
    newest = { ...newest, v: newest.v + 1, body: step.upcast(newest.body) };
    step = EVENT_CATALOGUE.get(`${newest.type}/${newest.v}`);
  }
  return newest;
}
