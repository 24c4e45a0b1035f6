import { type Currency, ZERO } from '@beaveros/kit';
import { useFormat } from '@beaveros/ui';
import { Award, BadgePercent, ConciergeBell, type LucideIcon, Tag, TicketPercent } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { PriceReason } from './price-reasons.ts';

const ICON: Readonly<Record<PriceReason['kind'], LucideIcon>> = {
  line: Tag,
  order: Tag,
  promotion: BadgePercent,
  coupon: TicketPercent,
  reward: Award,
  charge: ConciergeBell,
  waived: ConciergeBell,
  idle: TicketPercent,
};

interface ReasonsProps {
  readonly reasons: readonly PriceReason[];
  /** Absent: the store's. */
  readonly currency?: Currency;
}

/** Why it comes to what it comes to: a row for each rule, its amount under the totals. Parts of a `dl`. */
export function Reasons({ reasons, currency }: ReasonsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  return reasons.map(({ key, kind, name, amount }) => (
    <div
      key={`${kind}/${key}`}
      className={`flex justify-between gap-3 ${amount < ZERO ? 'text-ok' : ''}`}
      data-testid="price-reason"
      data-kind={kind}
    >
      <dt className="flex min-w-0 items-baseline gap-1.5">
        <ReasonIcon kind={kind} />
        <span className={`min-w-0 break-words ${kind === 'waived' ? 'line-through' : ''}`}>{name}</span>
        {kind === 'waived' && <span className="shrink-0">{t('sell.order.waived')}</span>}
        {kind === 'idle' && <span className="shrink-0">{t('sell.order.takesNothing')}</span>}
      </dt>
      <dd className="shrink-0 tabular-nums">{format.money(amount, currency)}</dd>
    </div>
  ));
}

/** The same inside a line, which is a button and holds no list. */
export function LineReasons({ reasons }: ReasonsProps) {
  const format = useFormat();
  return reasons.map(({ key, kind, name, amount }) => (
    <span
      key={key}
      className="col-span-2 col-start-2 mt-0.5 flex items-baseline justify-between gap-3 text-sm text-ok"
      data-testid="line-reason"
      data-kind={kind}
    >
      <span className="flex min-w-0 items-baseline gap-1.5">
        <ReasonIcon kind={kind} />
        <span className="min-w-0 break-words">{name}</span>
      </span>
      <span className="shrink-0 tabular-nums">{format.money(amount)}</span>
    </span>
  ));
}

function ReasonIcon({ kind }: { readonly kind: PriceReason['kind'] }) {
  const Icon = ICON[kind];
  return <Icon aria-hidden className="size-3.5 shrink-0 translate-y-0.5" />;
}
