import { createHash } from 'node:crypto';
import * as z from 'zod';

/** SHA-256 of what a schema says, whatever the order it says it in. Refinements have no JSON schema and are not in it. */
export function schemaHash(schema: z.ZodType): string {
  return createHash('sha256')
    .update(canonical(z.toJSONSchema(schema, { unrepresentable: 'any' })))
    .digest('hex');
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`).join(',')}}`;
}
