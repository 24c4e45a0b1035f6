import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as z from 'zod';

/** One protocol as committed in `pins/<protocol>.json`. */
export interface Pins {
  readonly version: number;
  /** One line per version: what moved, and when. */
  readonly history: readonly { readonly version: number; readonly date: string; readonly what: string }[];
  /** SHA-256 by the name of a message, call, shape or route. */
  readonly schemas: Readonly<Record<string, string>>;
}

export function readPins(protocol: string): Pins {
  return JSON.parse(readFileSync(new URL(`../pins/${protocol}.json`, import.meta.url), 'utf8')) as Pins;
}

export function readFixture(file: string): unknown {
  return JSON.parse(readFileSync(new URL(`../fixtures/${file}`, import.meta.url), 'utf8'));
}

/** SHA-256 of anything made of plain values and schemas, whatever the order of its keys. Refinements are not in it. */
export function pin(value: unknown): string {
  return createHash('sha256').update(canonical(value)).digest('hex');
}

function canonical(value: unknown): string {
  if (value instanceof z.ZodType) return canonical(schemaOf(value));
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value)
    .filter(([, each]) => each !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`).join(',')}}`;
}

/** What goes in is what a client writes: a default or a coercion is on our side of the wire. */
function schemaOf(schema: z.ZodType): unknown {
  return z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' });
}
