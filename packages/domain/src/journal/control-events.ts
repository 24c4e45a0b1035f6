import type { Event } from './entry.ts';
import { readEvent } from './event-catalogue.ts';
import type { EventOf } from './event-schema.ts';
import { Erased, SuspenseReleased, TailVouched, TerminalRevoked } from './events.ts';

/** What a back-office chain says about other chains. */
export type ControlEvent = EventOf<(typeof CONTROL_EVENTS)[number]>;

const CONTROL_EVENTS = [TerminalRevoked, SuspenseReleased, TailVouched, Erased] as const;
const CONTROL_TYPES: ReadonlySet<string> = new Set(CONTROL_EVENTS.map(({ type }) => type));

/** Whether a fact says something about other chains. It does so only in a back-office chain. */
export function isControl({ type }: Pick<Event, 'type'>): boolean {
  return CONTROL_TYPES.has(type);
}

/** What a fact says about other chains; null: nothing, or nothing that this build can read. */
export function readControl(event: Event): ControlEvent | null {
  if (!isControl(event)) return null;
  const reading = readEvent(event);
  return reading.kind === 'read' ? (reading.event as ControlEvent) : null;
}
