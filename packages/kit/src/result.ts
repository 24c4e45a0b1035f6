/** A business answer: a value, or a refusal that says what is not so. Faults are thrown, never returned. */
export type Result<T, R> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: R };

/** What every refusal has: a stable literal code; the other fields are the facts a screen needs to explain it. */
export interface Refusal<Code extends string = string> {
  readonly code: Code;
}

export function ok<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

export function refuse<const R extends Refusal>(refusal: R): { readonly ok: false; readonly refusal: R } {
  return { ok: false, refusal };
}
