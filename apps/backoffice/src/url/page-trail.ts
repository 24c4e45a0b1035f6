/**
 * Where a person came from while paging: cursors of the pages before this one, the first page as `''`. The API pages
 * forward only; the trail lives in the entry of the browser's history, so Back, reload and Previous agree, and a shared
 * URL (which has no trail) offers the first page instead.
 */
export type Trail = readonly string[];

/** Further back than anybody pages by hand; beyond it Previous ends at the first page. */
const TRAIL_LENGTH_MAX = 100;

/** The next page: what `Previous` will lead to is one longer. */
export function onward(trail: Trail, cursor: string | undefined): Trail {
  return [...trail, cursor ?? ''].slice(-TRAIL_LENGTH_MAX);
}

/** Where Previous leads, or null on the first page. `cursor` undefined: the first page. */
export function backward(
  trail: Trail,
  cursor: string | undefined,
): { readonly cursor: string | undefined; readonly trail: Trail } | null {
  if (cursor === undefined) return null;
  const last = trail.at(-1);
  return { cursor: last === undefined || last === '' ? undefined : last, trail: trail.slice(0, -1) };
}

/** What stands in the history's state: whatever a browser kept there. */
export function trailOf(state: unknown): Trail {
  const trail =
    typeof state === 'object' && state !== null ? (state as { trail?: unknown }).trail : undefined;
  return Array.isArray(trail) && trail.every((each): each is string => typeof each === 'string') ? trail : [];
}
