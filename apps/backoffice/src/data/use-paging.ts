import { useLocation } from '@tanstack/react-router';
import { backward, onward, type Trail, trailOf } from '../url/page-trail.ts';

/** Where a step through the pages leads: a cursor for the URL and a trail for the history's entry. */
export interface PageStep {
  readonly cursor: string | undefined;
  readonly trail: Trail;
}

/** Next and previous page of a list, from the URL's cursor and the history's trail; null where there is none. */
export function usePaging(
  cursor: string | undefined,
  nextCursor: string | null | undefined,
): { readonly next: PageStep | null; readonly previous: PageStep | null } {
  const trail = trailOf(useLocation({ select: ({ state }) => state }));
  return {
    next:
      nextCursor === null || nextCursor === undefined
        ? null
        : { cursor: nextCursor, trail: onward(trail, cursor) },
    previous: backward(trail, cursor),
  };
}
