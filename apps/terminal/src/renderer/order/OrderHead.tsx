import type { Instant } from '@beaveros/kit';
import { IconButton, VisuallyHidden } from '@beaveros/ui';
import { CloudOff, NotebookPen } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useOrderDesk } from '../guess/order-desk.ts';
import { useOrderStore } from './order-store.ts';

/** Whose order it is. Keeps its height while there is none, and while the core has not named it yet. */
export function OrderHead() {
  const { t } = useTranslation();
  const label = useOrderDesk(({ view }) => view?.label ?? '');
  const kind = useOrderDesk(({ view }) => view?.kind ?? null);
  const table = useOrderDesk(({ view }) => view?.tableName ?? null);
  const guest = useOrderDesk(({ view }) => view?.guestName ?? null);
  const note = useOrderDesk(({ view }) => view?.note ?? null);
  const isOpen = useOrderDesk(({ view }) => view?.status === 'open');
  const guests = useOrderDesk(({ view }) => view?.guests ?? null);
  const isParked = useOrderDesk(({ view }) => view?.isParked ?? false);
  const about = [
    isParked ? t('sell.order.parked') : null,
    kind === null ? null : t(`sell.order.kind.${kind}`),
    table,
    guests === null ? null : t('sell.order.guests', { count: guests }),
    guest,
  ].filter((part) => part !== null);
  return (
    <header className="flex h-16 shrink-0 items-center gap-2 border-b border-line ps-5 pe-2">
      <div className="min-w-0 flex-1 leading-tight">
        <h2 className="truncate text-lg font-semibold" data-testid="order-label">
          {label === '' ? t('sell.order.fresh') : label}
        </h2>
        <p className="flex items-center gap-2 text-sm text-ink-2">
          <span className="truncate">
            {note === null ? about.join(' · ') : `${about.join(' · ')} · ${note}`}
          </span>
        </p>
      </div>
      <Unsettled />
      <IconButton
        icon={<NotebookPen />}
        label={t('sell.order.note')}
        isDisabled={!isOpen}
        onPress={() => useOrderStore.setState({ sheet: { kind: 'order-note' } })}
        data-testid="order-note"
      />
    </header>
  );
}

/** A core that answers in milliseconds is not worth a word; one that starts again is. */
const UNSETTLED_AFTER_MS = 1_000;

/** Says that the newest taps are not in the core yet. Selling goes on. */
function Unsettled() {
  const { t } = useTranslation();
  const since = useOrderDesk((desk) => desk.unsettledSince);
  /** The silence that has lasted long enough. */
  const [lateSince, setLateSince] = useState<Instant | null>(null);
  // The only thing here that time alone changes.
  useEffect(() => {
    if (since === null) return;
    const timer = setTimeout(() => setLateSince(since), UNSETTLED_AFTER_MS);
    return () => clearTimeout(timer);
  }, [since]);
  if (since === null || lateSince !== since) return null;
  return (
    <output
      className="grid size-10 place-items-center rounded-full bg-warn-soft text-warn"
      data-testid="unsettled"
    >
      <CloudOff aria-hidden className="size-5" />
      <VisuallyHidden>{t('sell.order.unsettled')}</VisuallyHidden>
    </output>
  );
}
