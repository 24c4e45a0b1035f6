import type { TillItemRow } from '@beaveros/domain/product-catalog';
import { Notice, Picture, Sheet, useFormat } from '@beaveros/ui';
import { useTranslation } from 'react-i18next';
import { pictureOf } from './ItemTile.tsx';
import { pickItem } from './pick-item.ts';
import { type ScannedLabel, showScan, useSellStore } from './sell-store.ts';

/** A code that no item has, said where the eyes are. The next scan or item takes it away. */
export function ScanMiss() {
  const { t } = useTranslation();
  const code = useSellStore(({ scan }) => (scan?.items.length === 0 ? scan.code : null));
  if (code === null) return null;
  return (
    <Notice
      key={code}
      tone="refusal"
      title={t('sell.scan.none', { code })}
      onDismiss={() => showScan(null)}
      data-testid="problem"
    >
      {t('sell.scan.noneText')}
    </Notice>
  );
}

/** A code that several items have: a person says which. */
export function ScanChoice() {
  const { t } = useTranslation();
  const scan = useSellStore((state) => state.scan);
  const isOpen = scan !== null && scan.items.length > 1;
  return (
    <Sheet
      isOpen={isOpen}
      onClose={() => showScan(null)}
      title={t('sell.scan.several', { code: scan?.code ?? '' })}
      subtitle={t('sell.scan.severalText')}
      side="center"
      size="sm"
      data-testid="scan-choice"
    >
      <ul className="flex flex-col gap-2">
        {scan?.items.map((item) => (
          <li key={item.id}>
            <Choice item={item} label={scan.label} />
          </li>
        ))}
      </ul>
    </Sheet>
  );
}

function Choice({ item, label }: { readonly item: TillItemRow; readonly label: ScannedLabel | null }) {
  const format = useFormat();
  return (
    <button
      type="button"
      onClick={() => pickItem(item, label)}
      className="flex min-h-press w-full items-center gap-3 rounded-control border border-line bg-surface p-2 pe-4 text-start active:bg-sunken"
      data-testid={`scan-choice-${item.sku ?? item.id}`}
    >
      <Picture
        src={pictureOf(item)}
        color={item.color}
        name={item.name}
        className="size-11 shrink-0 rounded-control"
      />
      <span className="min-w-0 flex-1">
        <span className="block font-semibold">{item.name}</span>
        <span className="block text-sm text-ink-2 tabular-nums">{item.sku}</span>
      </span>
      <span className="tabular-nums">{format.unitPrice(item.priceMicro)}</span>
    </button>
  );
}
