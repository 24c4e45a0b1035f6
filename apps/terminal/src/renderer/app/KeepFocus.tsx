import type { ReactNode } from 'react';

/**
 * Presses by finger or mouse inside leave the focus where it is, so that Enter afterwards does what the screen says and
 * does not press the last digit again. Tab still goes in.
 */
export function KeepFocus({
  children,
  className,
}: {
  readonly children: ReactNode;
  readonly className?: string;
}) {
  return (
    <div className={className} onMouseDownCapture={(event) => event.preventDefault()}>
      {children}
    </div>
  );
}
