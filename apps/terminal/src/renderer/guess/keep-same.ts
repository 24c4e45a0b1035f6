/**
 * `after`, with every part that is equal to its counterpart in `before` taken from there: who compares by identity repaints
 * only what changed. Lists are compared place by place. For plain values as they come over the line.
 */
export function keepSame<T>(before: unknown, after: T): T {
  if (Object.is(before, after)) return after;
  if (!isObject(before) || !isObject(after) || Array.isArray(before) !== Array.isArray(after)) return after;
  const keys = Object.keys(after);
  let isSame = keys.length === Object.keys(before).length;
  const kept = (Array.isArray(after) ? [] : {}) as Record<string, unknown>;
  for (const key of keys) {
    kept[key] = keepSame(before[key], (after as Record<string, unknown>)[key]);
    isSame &&= Object.hasOwn(before, key) && Object.is(kept[key], before[key]);
  }
  return (isSame ? before : kept) as T;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
