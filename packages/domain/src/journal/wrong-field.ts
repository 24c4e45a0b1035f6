import type * as z from 'zod';

/** The first field that broke a schema, as a path: `events.0.body`; an unknown key is named, the root itself is ``. */
export function wrongField(error: z.ZodError): string {
  const issue = error.issues[0];
  if (issue === undefined) return '';
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, ...issue.keys.slice(0, 1)] : issue.path;
  return path.map(String).join('.').slice(0, FIELD_LENGTH_MAX);
}

/** Keys come from outside; a field's name goes into logs and answers (`exchange` allows 256). */
const FIELD_LENGTH_MAX = 200;
