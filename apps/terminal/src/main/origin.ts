/** The scheme and host our pages live under; nothing else is ever loaded into a window. */
export const SCHEME = 'beaver';
export const ORIGIN = `${SCHEME}://app`;

export type ScreenKind = 'till' | 'kitchen';

/** The page of a kind of window. */
export function pageUrl(kind: ScreenKind): string {
  return `${ORIGIN}/${kind}/index.html`;
}

/** Which of our pages a URL is, or null: the question behind every navigation and every message from a page. */
export function pageKind(url: string): ScreenKind | null {
  const parsed = URL.parse(url);
  if (parsed === null || parsed.protocol !== `${SCHEME}:` || parsed.host !== 'app') return null;
  const [, kind] = /^\/(till|kitchen)\/(?:index\.html)?$/.exec(parsed.pathname) ?? [];
  return kind === 'till' || kind === 'kitchen' ? kind : null;
}
