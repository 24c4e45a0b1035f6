/** The fields of `after` that differ from `before`: what a PATCH says, so that it changes nothing of somebody else's. */
export function differing<Fields extends object>(before: object, after: Fields): Partial<Fields> {
  const known = before as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.entries(after).filter(([field, value]) => JSON.stringify(known[field]) !== JSON.stringify(value)),
  ) as Partial<Fields>;
}
