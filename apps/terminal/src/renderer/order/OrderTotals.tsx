import { Amount, useFormat } from '@beaveros/ui';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { useOrderDesk } from '../guess/order-desk.ts';
import type { LineView } from './line-view.ts';
import { isMovedLine } from './marked-line.ts';
import { reasonsBesideLines } from './price-reasons.ts';
import { Reasons } from './Reasons.tsx';

const NO_TAXES: readonly never[] = [];

const isStanding = (line: LineView): boolean => !line.isVoided && !isMovedLine(line);

/** What took something off the order or was added to it, net, each tax by its name, what was paid before, and the total as the largest thing on the screen. */
export function OrderTotals() {
  const format = useFormat();
  const net = useOrderDesk(({ view }) => view?.net ?? 0);
  const taxes = useOrderDesk(({ view }) => view?.taxes ?? NO_TAXES);
  const paid = useOrderDesk(({ view }) => view?.paid ?? 0);
  const total = useOrderDesk(({ view }) => view?.total ?? 0);
  const count = useOrderDesk(({ view }) => view?.lines.filter(isStanding).length ?? 0);
  const view = useOrderDesk((desk) => desk.view);
  const reasons = view === null ? NO_TAXES : reasonsBesideLines(view);
  return (
    <div className="flex flex-col gap-1">
      <dl className={`overflow-hidden text-sm text-ink-2 ${HIGH_ENOUGH}`}>
        <Reasons reasons={reasons} />
        <div className={ROW}>
          <Name of="net" />
          <dd className="shrink-0 tabular-nums">{format.money(net)}</dd>
        </div>
        {taxes.map(({ tax, ratePpm, mode, name, amount }) => (
          <div key={`${tax}/${ratePpm}/${mode}`} className={ROW}>
            <TaxName name={name} isIncluded={mode === 'included'} />
            <dd className="shrink-0 tabular-nums">{format.money(amount)}</dd>
          </div>
        ))}
        {paid !== 0 && (
          <div className={ROW}>
            <Name of="paid" />
            <dd className="shrink-0 tabular-nums">{format.money(paid)}</dd>
          </div>
        )}
      </dl>
      <div className="flex items-baseline justify-between gap-3">
        <Count count={count} />
        <Amount minor={total} size="xl" data-testid="order-total" />
      </div>
    </div>
  );
}

/** Room for seven taxes, and nothing on a screen that very large text leaves no room on: the total stays. */
const HIGH_ENOUGH = 'max-h-[clamp(0rem,(100dvh-30rem)*99,10rem)]';
const ROW = 'flex justify-between gap-3';

// Words that stay while the amounts beside them move with every tap.

const Name = memo(function Name({ of }: { readonly of: 'net' | 'paid' }) {
  const { t } = useTranslation();
  return <dt className="truncate">{t(`sell.order.${of}`)}</dt>;
});

const TaxName = memo(function TaxName({
  name,
  isIncluded,
}: {
  readonly name: string;
  readonly isIncluded: boolean;
}) {
  const { t } = useTranslation();
  return <dt className="truncate">{isIncluded ? t('sell.order.taxIncluded', { name }) : name}</dt>;
});

const Count = memo(function Count({ count }: { readonly count: number }) {
  const { t } = useTranslation();
  return (
    <span className="text-base font-semibold">
      {t('sell.order.total')}{' '}
      {count > 0 && (
        <span className="text-sm font-normal text-ink-2">· {t('sell.order.count', { count })}</span>
      )}
    </span>
  );
});
