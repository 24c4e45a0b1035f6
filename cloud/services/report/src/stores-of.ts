/** The stores that a request asks about: the one it names, else those of its token; null: all of the tenant. */
export function storesOf(
  { storeIds }: { readonly storeIds: 'all' | readonly string[] },
  storeId: string | undefined,
): readonly string[] | null {
  if (storeId !== undefined) return [storeId];
  return storeIds === 'all' ? null : storeIds;
}
