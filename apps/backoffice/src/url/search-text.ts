/** The search part of a URL as plain text fields: `?search=flan&sort=price`, readable, editable and safe to share. */
export function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

/** The inverse: what is undefined or empty is left out, so that defaults do not show. */
export function stringifySearch(search: Readonly<Record<string, unknown>>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    if ((typeof value === 'string' && value !== '') || typeof value === 'number')
      params.set(name, String(value));
  }
  return params.size === 0 ? '' : `?${params.toString()}`;
}

/** A page of this app to come back to, or the first one: never another site's. */
export function ownPath(next: string | undefined): string {
  return next !== undefined && /^\/(?![/\\])/.test(next) && !next.startsWith('/sign-in') ? next : '/';
}
