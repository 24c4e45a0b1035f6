import { Button, IconButton, ToggleButton } from '@beaveros/ui';
import { Keyboard, Undo2 } from 'lucide-react';
import { memo, useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useViewStore } from '../app/view-store.ts';
import { Problems } from '../faults/Problems.tsx';
import { useOrderDesk } from '../guess/order-desk.ts';
import { OrderPanel } from '../order/OrderPanel.tsx';
import { useIpcQuery } from '../till/queries.ts';
import { useTill } from '../till/use-till.ts';
import { CatalogueGrid } from './CatalogueGrid.tsx';
import { CategoryRail } from './CategoryRail.tsx';
import { HelpSheet } from './HelpSheet.tsx';
import { ModifierSheet } from './ModifierSheet.tsx';
import { toggleReturning } from './returning.ts';
import { ScanChoice, ScanMiss } from './ScanMatter.tsx';
import { useSearching } from './search-store.ts';
import { useSellKeys } from './sell-keys.ts';
import { beAbout, setReturning, showHelp, useSellStore } from './sell-store.ts';

/**
 * Everything under the top bar while selling: what can be sold, and the order it goes on. The state of the till moves at every
 * tap; nothing here is drawn again for it.
 */
export const SellScreen = memo(function SellScreen() {
  const { t } = useTranslation();
  useDesk();
  useSearching();
  useSellKeys();
  const categories = useIpcQuery('categories', {}, { on: ['product-catalog'] }).data?.categories;
  const colors = useMemo(
    () =>
      new Map((categories ?? []).flatMap(({ id, color }) => (color === null ? [] : [[id as string, color]]))),
    [categories],
  );
  const isReturning = useSellStore((state) => state.isReturning);
  return (
    <main
      aria-label={t('sell.title')}
      className="grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)_clamp(min(23.75rem,50vw),30vw,27.5rem)] portrait:grid-cols-1 portrait:grid-rows-[minmax(0,1fr)_minmax(0,1fr)]"
    >
      <section
        className={`relative flex min-h-0 min-w-0 flex-col gap-2 pt-3 ${isReturning ? 'bg-accent-soft' : ''}`}
      >
        <div className="@container flex shrink-0 items-center gap-2 pe-4">
          <CategoryRail categories={categories ?? []} />
          <ToggleButton
            isSelected={isReturning}
            onChange={toggleReturning}
            icon={<Undo2 aria-hidden />}
            className="shrink-0"
            data-testid="return-toggle"
          >
            {t('sell.returns')}
          </ToggleButton>
          <span className="hidden @xl:block">
            <IconButton
              icon={<Keyboard />}
              label={t('sell.help')}
              onPress={() => showHelp(true)}
              data-testid="keyboard-help"
            />
          </span>
        </div>
        <CatalogueGrid colors={colors} />
        <div className="pointer-events-none absolute inset-x-4 bottom-4 z-10 flex flex-col gap-2 *:pointer-events-auto *:shadow-float">
          <Problems at="sell" />
          <ScanMiss />
          {isReturning && <ReturningBanner />}
        </div>
      </section>
      <OrderPanel />
      <ModifierSheet />
      <ScanChoice />
      <HelpSheet />
    </main>
  );
});

function ReturningBanner() {
  const { t } = useTranslation();
  return (
    <output
      className="flex items-center justify-between gap-3 rounded-card bg-accent p-2 ps-4 font-semibold text-surface"
      data-testid="returning"
    >
      <span className="flex items-center gap-3">
        <Undo2 aria-hidden className="size-5 shrink-0" />
        {t('sell.returnsOn')}
      </span>
      {/* Quiet takes the banner's colours; a control's own ground lets them through in the dark. */}
      <Button variant="quiet" onPress={() => setReturning(false)}>
        {t('sell.returnsOff')}
      </Button>
    </output>
  );
}

/** The desk gets its core, and the screen begins anew with each order. */
function useDesk(): void {
  const till = useTill();
  useEffect(() => useOrderDesk.getState().connect(till), [till]);
  // Orders come and go under other screens, too. Not a selector: a first tap would draw the whole screen anew.
  useEffect(() => {
    beAbout(useViewStore.getState().order);
    return useViewStore.subscribe(({ order }) => beAbout(order));
  }, []);
}
