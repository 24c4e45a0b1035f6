import { Button } from '@beaveros/ui';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { memo, useDeferredValue } from 'react';
import { useTranslation } from 'react-i18next';
import { useKitchen } from '../app/kitchen-store.ts';
import { useOfNow } from '../app/use-now.ts';
import { ageMs, type AgeTone, ageTone, worstTone } from '../board/ages.ts';
import type { TicketId } from '../board/ticket.ts';

const TONE: Record<AgeTone, string> = {
  ok: '',
  warn: 'bg-due! text-on-due!',
  late: 'bg-late! text-on-late!',
};

export interface PagerProps {
  readonly inSight: ReadonlySet<TicketId>;
  readonly onTurn: (direction: 1 | -1) => void;
}

/** What lies beside the page, counted and coloured by the worst of it: no ticket is out of sight without a word. */
export function Pager({ inSight, onTurn }: PagerProps) {
  // Behind the paint of a new ticket, as the counts of the stations.
  const slots = useDeferredValue(useKitchen((state) => state.shown.slots));
  return <Pages {...{ slots, inSight, onTurn }} />;
}

const Pages = memo(function Pages({
  slots,
  inSight,
  onTurn,
}: PagerProps & { readonly slots: readonly TicketId[] }) {
  const { t } = useTranslation();
  const first = slots.findIndex((id) => inSight.has(id));
  const last = slots.findLastIndex((id) => inSight.has(id));
  const before = first < 0 ? [] : slots.slice(0, first);
  const after = last < 0 ? [] : slots.slice(last + 1);
  if (before.length === 0 && after.length === 0) return null;
  return (
    <nav aria-label={t('pages.label')} className="flex shrink-0 gap-2" data-testid="pager">
      <PageButton ids={before} direction={-1} onTurn={onTurn} />
      <PageButton ids={after} direction={1} onTurn={onTurn} />
    </nav>
  );
});

interface PageButtonProps {
  readonly ids: readonly TicketId[];
  readonly direction: 1 | -1;
  readonly onTurn: PagerProps['onTurn'];
}

function PageButton({ ids, direction, onTurn }: PageButtonProps) {
  const { t } = useTranslation();
  const limits = useKitchen((state) => state.settings.limits);
  const tone = useOfNow((now) => {
    const { tickets } = useKitchen.getState().shown;
    const hidden = ids.flatMap((id) => tickets.get(id) ?? []);
    return worstTone(hidden.map(({ firedAt }) => ageTone(ageMs(firedAt, now), limits)));
  });
  const isNext = direction === 1;
  const Arrow = isNext ? ChevronRight : ChevronLeft;
  const arrow = <Arrow className="rtl:rotate-180" />;
  return (
    <Button
      data-testid={isNext ? 'page-next' : 'page-before'}
      size="lg"
      className={`tabular-nums whitespace-nowrap px-3! ${TONE[tone]}`}
      isDisabled={ids.length === 0}
      {...(isNext && ids.length > 0 ? { trailing: arrow } : { icon: arrow })}
      aria-label={t(isNext ? 'pages.more' : 'pages.before', { count: ids.length })}
      onPress={() => onTurn(direction)}
    >
      {ids.length === 0 ? null : isNext ? `+${t('pages.more', { count: ids.length })}` : ids.length}
    </Button>
  );
}
