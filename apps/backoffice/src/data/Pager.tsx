import { Button } from '@beaveros/ui';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** The foot of a list that is paged on the server. Null: there is no such page. */
export function Pager({
  onPrevious,
  onNext,
  children,
}: {
  readonly onPrevious: (() => void) | null;
  readonly onNext: (() => void) | null;
  readonly children?: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <div className="flex items-center justify-between gap-2">
      <span className="min-w-0 truncate text-sm text-ink-2 tabular-nums">{children}</span>
      <span className="flex shrink-0 gap-2">
        <Button
          data-testid="page-previous"
          variant="quiet"
          icon={<ChevronLeft className="rtl:-scale-x-100" />}
          isDisabled={onPrevious === null}
          onPress={() => onPrevious?.()}
        >
          {t('common.previous')}
        </Button>
        <Button
          data-testid="page-next"
          variant="quiet"
          isDisabled={onNext === null}
          onPress={() => onNext?.()}
          trailing={<ChevronRight className="rtl:-scale-x-100" />}
        >
          {t('common.next')}
        </Button>
      </span>
    </div>
  );
}
