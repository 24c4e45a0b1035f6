/**
 * `after`, with every part that is equal to its counterpart in `before` taken from there: who compares by identity repaints
 * only what changed. Lists are compared place by place. For plain values as they come over the line.
 */
export function keepSame<T>(before: unknown, after: T): T {
  if (isEqual(before, after)) return before as T;
  if (Array.isArray(before) && Array.isArray(after))
    return after.map((each, at) => keepSame(before[at], each)) as unknown as T;
  if (!isRecord(before) || !isRecord(after)) return after;
  // From entries, not by assignment: a key may be called `__proto__`.
  const kept = Object.entries(after).map(([key, each]) => [key, keepSame(before[key], each)]);
  return Object.fromEntries(kept) as T;
}

/** Without a copy: most of an order is as it was, and this runs at every tap. */
function isEqual(before: unknown, after: unknown): boolean {
  if (Object.is(before, after)) return true;
  if (Array.isArray(before))
    return (
      Array.isArray(after) &&
      before.length === after.length &&
      before.every((each, at) => isEqual(each, after[at]))
    );
  if (!isRecord(before) || !isRecord(after)) return false;
  let keys = 0;
  for (const key in after) {
    if (!Object.hasOwn(before, key) || !isEqual(before[key], after[key])) return false;
    keys += 1;
  }
  for (const _key in before) keys -= 1;
  return keys === 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
