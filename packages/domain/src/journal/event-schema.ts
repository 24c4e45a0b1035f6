import type * as z from 'zod';
import type { Event } from './entry.ts';

/** One version of one fact. Versions are added, never edited: `event-catalogue.test.ts` pins each by its hash. */
export interface EventSchema<Type extends string = string, Body extends z.ZodType = z.ZodType>
  extends Neighbours<z.output<Body>> {
  readonly type: Type;
  readonly v: number;
  readonly body: Body;
}

/** How a version says what the versions beside it say. Pure; a body that its schema accepts gives one that the other accepts. */
export interface Neighbours<Body> {
  /** On a version that has a successor: its body as `v + 1` says it. Total: what was once written is read for ever. */
  upcast?(body: Body): unknown;
  /** On a version that has a predecessor: its body as `v - 1` says it; null where that has no words for it. */
  downcast?(body: Body): unknown;
}

export function eventSchema<const Type extends string, Body extends z.ZodType>(
  type: Type,
  v: number,
  body: Body,
  neighbours: Neighbours<z.output<Body>> = {},
): EventSchema<Type, Body> {
  return { type, v, body, ...neighbours };
}

export type EventOf<S> = S extends EventSchema<infer Type, infer Body> ? Event<Type, z.output<Body>> : never;
