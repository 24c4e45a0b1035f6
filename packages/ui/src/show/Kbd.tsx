import type { ReactNode } from 'react';

/** A key of the keyboard. */
export function Kbd({ children }: { readonly children: ReactNode }) {
  return (
    <kbd className="inline-grid h-6 min-w-6 place-items-center rounded-md border border-line bg-control px-1.5 font-sans text-xs font-medium text-ink-2">
      {children}
    </kbd>
  );
}
