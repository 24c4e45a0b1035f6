import { compared, rounded } from '@beaveros/domain/pricing';
import { Fields, Unsupported } from '../fields.ts';
import { type Answer, type Answers, exactOf, isShaped } from './kind.ts';
import { KINDS } from './kinds.ts';

/** A case of the format that shared/facts/features.md 4.2b describes. */
export interface PricingCase {
  readonly id: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly expected: Readonly<Record<string, unknown>>;
}

export interface Deviation {
  readonly field: string;
  readonly expected: unknown;
  readonly found: unknown;
}

export type CaseResult =
  | { readonly kind: 'passed' }
  | { readonly kind: 'unsupported'; readonly why: string }
  | { readonly kind: 'failed'; readonly deviations: readonly Deviation[]; readonly derivation: unknown };

export function runPricingCase({ inputs, expected }: PricingCase): CaseResult {
  try {
    const fields = new Fields(inputs);
    const name = fields.text('kind', '');
    const kind = Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
    if (kind === undefined) return { kind: 'unsupported', why: `kind ${name}` };
    const { found, derivation = null } = kind(fields);
    fields.done();
    const isUnrounded = inputs['rounding'] === 'none';
    const deviations = Object.entries(expected).flatMap(([field, value]) => {
      const all = found[field];
      const answer = isShaped(all) ? (Array.isArray(value) ? all.parts : all.whole) : all;
      const isHalfUp = isUnrounded || field.endsWith('_unrounded');
      return isSame(value, answer, isHalfUp) ? [] : [{ field, expected: value, found: shown(answer) }];
    });
    return deviations.length === 0 ? { kind: 'passed' } : { kind: 'failed', deviations, derivation };
  } catch (error) {
    if (error instanceof Unsupported) return { kind: 'unsupported', why: error.message };
    throw error;
  }
}

function isSame(expected: unknown, found: Answers | undefined, isHalfUp: boolean): boolean {
  if (found === undefined) return false;
  if (Array.isArray(expected))
    return (
      Array.isArray(found) &&
      found.length === expected.length &&
      expected.every((each, at) => isSame(each, (found as readonly Answers[])[at], isHalfUp))
    );
  if (Array.isArray(found)) return false;
  const answer = found as Answer;
  if (typeof answer === 'boolean' || typeof answer === 'string') return answer === expected;
  const text = typeof expected === 'number' ? String(expected) : expected;
  if (typeof text !== 'string' || !/^[+-]?\d+(\.\d+)?$/.test(text)) return false;
  const wanted = exactOf(text);
  if (!isHalfUp) return compared(answer, wanted) === 0;
  const scale = 10n ** BigInt(text.split('.')[1]?.length ?? 0);
  return rounded({ n: answer.n * scale, d: answer.d }) === rounded({ n: wanted.n * scale, d: wanted.d });
}

const SHOWN_DIGITS = 8;

function shown(found: Answers | undefined): unknown {
  if (found === undefined) return null;
  if (Array.isArray(found)) return (found as readonly Answers[]).map(shown);
  const answer = found as Answer;
  if (typeof answer === 'boolean' || typeof answer === 'string') return answer;
  const scaled = rounded({ n: answer.n * 10n ** BigInt(SHOWN_DIGITS), d: answer.d });
  const sign = scaled < 0n ? '-' : '';
  const digits = (scaled < 0n ? -scaled : scaled).toString().padStart(SHOWN_DIGITS + 1, '0');
  const [whole, fraction] = [digits.slice(0, -SHOWN_DIGITS), digits.slice(-SHOWN_DIGITS).replace(/0+$/, '')];
  return `${sign}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}
