import { useStoreFormat } from '../data/use-stores.ts';

/** A moment by the clock of its store. */
export function StoreTime({ storeId, at }: { storeId: string | null; at: number | null }) {
  const format = useStoreFormat(storeId);
  return <span className="tabular-nums">{at === null ? '–' : format.dateTime(at)}</span>;
}
