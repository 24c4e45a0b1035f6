import { Fault } from '@beaveros/kit';
import * as z from 'zod';

/**
 * Reads a service's configuration out of environment variables. A variable that is empty counts as absent; variables the
 * schema does not name are ignored. No message ever quotes a value: it may be a secret.
 * Faults: `config/invalid`, whose `field` names the first bad variable and whose `details.problems` lists all.
 */
export function parseConfig<Schema extends z.ZodObject>(
  schema: Schema,
  env: Readonly<Record<string, string | undefined>>,
): z.output<Schema> {
  const given: Record<string, string> = {};
  for (const name of Object.keys(schema.shape)) {
    const value = env[name];
    if (value !== undefined && value !== '') given[name] = value;
  }
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => {
    const variable = String(issue.path[0] ?? 'configuration');
    return {
      variable,
      problem: given[variable] === undefined ? 'is not set' : reasonOf(issue, given[variable]),
    };
  });
  const first = problems[0]!;
  throw new Fault(
    'config/invalid',
    problems.map(({ variable, problem }) => `${variable} ${problem}`).join('; '),
    {
      field: first.variable,
      details: { problems },
    },
  );
}

function reasonOf(issue: z.core.$ZodIssue, value: string): string {
  return issue.message.includes(value) ? 'is not valid' : `is not valid: ${issue.message}`;
}

/** A TCP port to listen on; 0 picks a free one. */
export const portVariable = z.coerce.number().int().min(0).max(65_535);

/** `true`, `1`, `yes` or `false`, `0`, `no`; nothing else. */
export const flagVariable = z
  .enum(['true', '1', 'yes', 'false', '0', 'no'])
  .transform((text) => text === 'true' || text === '1' || text === 'yes');

/** A whole number of milliseconds, at most a day. */
export const durationMsVariable = z.coerce.number().int().min(0).max(86_400_000);

/** A PostgreSQL connection string. */
export const postgresUrlVariable = z
  .string()
  .refine((text) => /^postgres(ql)?:$/.test(URL.parse(text)?.protocol ?? ''), {
    message: 'expected postgres://user:password@host:port/database',
  });

/** Key material as text; shorter than 16 characters can be guessed. */
export const secretVariable = z.string().min(16);

/** `info` when not set, in most services. */
export const logLevelVariable = z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']);
