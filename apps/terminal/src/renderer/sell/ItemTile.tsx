import type { TillItemRow } from '@beaveros/domain/product-catalog';
import { Badge, Picture, useFormat, VisuallyHidden } from '@beaveros/ui';
import { Layers2 } from 'lucide-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { questionsOf } from './chosen-options.ts';

export interface ItemTileProps {
  readonly item: TillItemRow;
  readonly index: number;
  /** Of the item, or of its first category. */
  readonly color: string | null;
  readonly isReturning: boolean;
}

/**
 * One item. A plain button without handlers: the grid hears the press and reads the place, so that 100,000 items cost a few
 * dozen buttons and a tap renders none of them.
 */
export const ItemTile = memo(function ItemTile({ item, index, color, isReturning }: ItemTileProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const src = pictureOf(item);
  const isOut = item.isSoldOut && !isReturning;
  return (
    <button
      type="button"
      tabIndex={-1}
      data-index={index}
      data-testid={`item-${item.sku ?? item.id}`}
      data-sold-out={isOut || undefined}
      className="relative flex min-w-0 flex-col overflow-hidden rounded-card border border-line bg-surface text-start active:border-brand active:inset-ring-2 active:inset-ring-brand data-sold-out:text-ink-3"
      style={src === null && color !== null && !isOut ? { background: tint(color) } : undefined}
    >
      {src === null ? (
        color !== null && (
          <span aria-hidden className="absolute inset-y-0 start-0 w-1.5" style={{ background: color }} />
        )
      ) : (
        <Picture
          src={src}
          color={color}
          name={item.name}
          className={isOut ? 'h-18 w-full shrink-0 opacity-40 grayscale' : 'h-18 w-full shrink-0'}
        />
      )}
      <span className="flex min-h-0 w-full flex-1 flex-col justify-between px-3 py-2">
        <span className="line-clamp-2 text-sm leading-5 font-semibold text-pretty break-words">
          {item.name}
        </span>
        <span className="flex min-w-0 items-center justify-between gap-1 text-sm leading-5 tabular-nums">
          {isOut ? <Badge>{t('sell.soldOut')}</Badge> : <span>{format.unitPrice(item.priceMicro)}</span>}
          {questionsOf(item).length > 0 && !isOut && (
            <span className="shrink-0 text-ink-3">
              <Layers2 aria-hidden className="size-4" />
              <VisuallyHidden>{t('sell.hasOptions')}</VisuallyHidden>
            </span>
          )}
        </span>
      </span>
    </button>
  );
});

/** Where the core serves the picture, by its content hash. */
export function pictureOf({ imageUrl }: TillItemRow): string | null {
  const hash = imageUrl?.slice(imageUrl.lastIndexOf('/') + 1) ?? '';
  return /^[0-9a-f]{64}$/.test(hash) ? `../pictures/${hash}` : null;
}

const tint = (color: string): string => `color-mix(in oklab, ${color} 13%, var(--color-surface))`;
