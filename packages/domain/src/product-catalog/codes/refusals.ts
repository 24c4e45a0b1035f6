/** Why a scanned text, a pattern or a label's value cannot be taken. `field` names the setting or the part that is wrong. */
export type CodeRefusal =
  | { readonly code: 'codes/not-digits' }
  | { readonly code: 'codes/symbology-unknown'; readonly symbology: string }
  | { readonly code: 'codes/wrong-length'; readonly lengths: readonly number[]; readonly found: number }
  | { readonly code: 'codes/wrong-check-digit'; readonly expected: string; readonly found: string }
  | { readonly code: 'codes/no-number-system'; readonly found: string }
  | PatternRefusal
  | LabelRefusal
  | Gs1Refusal;

/** `at`: the place in the pattern's text, from 0. */
export interface PatternRefusal {
  readonly code: 'codes/pattern-unreadable';
  readonly field: 'pattern' | 'prefix' | 'productDigits' | 'valueDigits';
  readonly at: number;
}

export type LabelRefusal =
  | { readonly code: 'codes/pattern-not-matched' }
  | { readonly code: 'codes/wrong-check-digit'; readonly expected: string; readonly found: string }
  | { readonly code: 'codes/wrong-value-verifier'; readonly expected: string; readonly found: string }
  | { readonly code: 'codes/value-is-zero' }
  | { readonly code: 'codes/unit-price-not-positive' }
  | { readonly code: 'codes/label-does-not-fit' };

/** `at`: the place in the element string, from 0; `ai`: the application identifier. */
export type Gs1Refusal =
  | { readonly code: 'codes/gs1-too-long'; readonly found: number }
  | { readonly code: 'codes/gs1-empty' }
  | { readonly code: 'codes/gs1-unknown-identifier'; readonly at: number }
  | { readonly code: 'codes/gs1-wrong-data'; readonly ai: string; readonly data: string }
  | {
      readonly code: 'codes/gs1-wrong-check-digit';
      readonly ai: string;
      readonly expected: string;
      readonly found: string;
    }
  | { readonly code: 'codes/gs1-contradiction'; readonly ai: string }
  | { readonly code: 'codes/gs1-no-date'; readonly data: string };
