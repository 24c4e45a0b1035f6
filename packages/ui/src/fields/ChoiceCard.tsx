import type { ReactNode } from 'react';

export interface ChoiceCardOption<Value extends string> {
  readonly value: Value;
  readonly label: string;
  readonly detail?: ReactNode;
  readonly isDisabled?: boolean | undefined;
}

/** The card around one choice; RAC's button carries the states. */
export const CHOICE_CARD =
  'group flex min-h-press w-full cursor-default items-center gap-3 rounded-control border border-line bg-control px-4 py-2.5 text-base ' +
  'text-ink transition-[background-color,border-color,color] duration-quick ease-calm data-disabled:opacity-45 data-pressed:bg-ink/8 data-pressed:duration-0 ' +
  'data-selected:border-brand data-selected:bg-brand-soft data-selected:inset-ring data-selected:inset-ring-brand ' +
  'data-focus-visible:outline-3 data-focus-visible:outline-offset-2 data-focus-visible:outline-focus';

/** What a card says: the choice at the start, its detail (a price, mostly) at the end. */
export function ChoiceText({ label, detail }: { label: string; detail?: ReactNode }) {
  return (
    <span className="flex min-w-0 flex-1 flex-wrap items-baseline justify-between gap-x-4">
      <span className="font-medium">{label}</span>
      {detail === undefined || detail === null ? null : (
        <bdi className="text-sm text-ink-2 tabular-nums">{detail}</bdi>
      )}
    </span>
  );
}
