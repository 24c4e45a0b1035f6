import type * as z from 'zod';
import type { Event } from './entry.ts';

/** One version of one fact. Versions are added, never edited: `event-catalogue.test.ts` pins each by its hash. */
export interface EventSchema<Type extends string = string, Body extends z.ZodType = z.ZodType> {
  readonly type: Type;
  readonly v: number;
  readonly body: Body;
}

export function eventSchema<const Type extends string, Body extends z.ZodType>(
  type: Type,
  v: number,
  body: Body,
): EventSchema<Type, Body> {
  return { type, v, body };
}

export type EventOf<S> = S extends EventSchema<infer Type, infer Body> ? Event<Type, z.output<Body>> : never;
