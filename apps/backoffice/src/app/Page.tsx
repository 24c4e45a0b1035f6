import type { ReactNode } from 'react';
import { usePageTitle } from './use-page-title.ts';

/** One page of the frame: a heading, its actions at the end, and content that scrolls or fills what is left. */
export function Page({
  title,
  back,
  actions,
  isFilling = false,
  children,
}: {
  readonly title: string;
  /** The way up, before the heading. */
  readonly back?: ReactNode;
  readonly actions?: ReactNode;
  /** The content scrolls by itself (a table) instead of the page. */
  readonly isFilling?: boolean;
  readonly children: ReactNode;
}) {
  usePageTitle(title);
  return (
    <section
      aria-label={title}
      // What scrolls and holds nothing to press is scrolled by keys only when it can have the focus.
      tabIndex={isFilling ? -1 : 0}
      className="h-full overflow-y-auto overscroll-contain focus-visible:-outline-offset-3"
    >
      {/* A table keeps room for some rows when text is large or a window low; then the page scrolls too. */}
      <div
        className={`mx-auto flex w-full max-w-360 flex-col gap-4 px-4 py-4 sm:px-6 sm:py-5 ${isFilling ? 'h-full min-h-112' : ''}`}
      >
        <div className="flex min-h-touch flex-wrap items-center justify-between gap-x-4 gap-y-2">
          <div className="flex min-w-0 items-center gap-1">
            {back}
            <h1 className="truncate text-xl font-semibold tracking-tight text-ink">{title}</h1>
          </div>
          {actions === undefined ? null : <div className="flex flex-wrap items-center gap-2">{actions}</div>}
        </div>
        {children}
      </div>
    </section>
  );
}
