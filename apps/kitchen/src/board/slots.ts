/**
 * Which ticket hangs where. While a finger is down, or was a moment ago, nobody moves: who leaves keeps an empty place, who
 * comes hangs behind the last. Otherwise the places are `wanted`. The same list when nothing changes.
 */
export function nextSlots<Key extends string>(
  slots: readonly Key[],
  wanted: readonly Key[],
  { isHeld }: { readonly isHeld: boolean },
): readonly Key[] {
  if (!isHeld) return isSame(slots, wanted) ? slots : wanted;
  const there = new Set(slots);
  const added = wanted.filter((key) => !there.has(key));
  return added.length === 0 ? slots : [...slots, ...added];
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((key, at) => key === b[at]);
}
