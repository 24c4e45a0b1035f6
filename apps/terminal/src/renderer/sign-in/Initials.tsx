import { initialsOf } from './initials.ts';

const SIZES = { sm: 'size-8 text-xs', lg: 'size-14 text-lg' } as const;

/** A person at a glance. Decoration: the name stands beside it. */
export function Initials({ name, size }: { readonly name: string; readonly size: keyof typeof SIZES }) {
  return (
    <span
      aria-hidden
      className={`inline-flex shrink-0 items-center justify-center rounded-full bg-brand-soft font-semibold text-brand-strong ${SIZES[size]}`}
    >
      {initialsOf(name)}
    </span>
  );
}
