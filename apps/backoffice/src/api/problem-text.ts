import type { TFunction } from 'i18next';
import type { Problem, ProblemCode } from './problem.ts';

/** A title and what to do, for each code. */
export type ProblemText = Readonly<
  Record<ProblemCode | 'unknown', { readonly title: string; readonly text: string }>
>;

/** Rounded up, so that nobody tries a second too early. */
const SECOND_MS = 1_000;

/**
 * What a person reads when a call had no answer: one sentence that says what is not so, and one that says what to do.
 * `age`: writes a duration; `known` tells the codes that have words.
 */
export function problemText(
  t: TFunction,
  { code, field, details }: Problem,
  { age, known }: { readonly age: (ms: number) => string; readonly known: (code: string) => boolean },
): { readonly title: string; readonly text: string } {
  const word = known(code) ? code : 'unknown';
  const retryAfterMs = details['retryAfterMs'];
  const permission = typeof details['permission'] === 'string' ? details['permission'] : '?';
  const facts = {
    code,
    field: field?.replace(/^(body|query|params)\./, '') ?? '?',
    permission: t(`permissions.${permission}`, { defaultValue: permission }),
    wait: age(
      typeof retryAfterMs === 'number'
        ? Math.max(SECOND_MS, Math.ceil(retryAfterMs / SECOND_MS) * SECOND_MS)
        : 60_000,
    ),
  };
  return { title: t(`problems.${word}.title`, facts), text: t(`problems.${word}.text`, facts) };
}
