import { type ReactNode, useEffect, useRef } from 'react';

export interface ScreenFrameProps {
  /** What a screen reader says when the screen comes. */
  readonly label: string;
  readonly className?: string;
  readonly children: ReactNode;
  readonly 'data-testid'?: string;
}

/** A screen under the top bar. It takes the focus when it comes, so that keys and screen readers start at its beginning. */
export function ScreenFrame({ label, className = '', children, ...rest }: ScreenFrameProps) {
  const main = useRef<HTMLElement>(null);
  // A part of the screen that asked for the focus itself (a field, the dominant button) keeps it.
  useEffect(() => {
    if (main.current?.contains(document.activeElement) === false) main.current.focus();
  }, []);
  return (
    <main
      ref={main}
      tabIndex={-1}
      aria-label={label}
      className={`min-h-0 flex-1 outline-none ${className}`}
      data-testid={rest['data-testid']}
    >
      {children}
    </main>
  );
}
